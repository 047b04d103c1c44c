/**
 * Provisions the stacks of a CDK cloud assembly: reads the templates, resolves their references, and has each service
 * create its resources, as CloudFormation does. A later assembly of the same app updates what runs.
 */
export { type Assembly, hasResource, readAssembly } from './assembly.ts';
export { ANSWER_PATH, Answers } from './custom-resources/answers.ts';
export { ResourceFailedError, UnknownResourceTypesError } from './failures.ts';
export { createProvisioner, type IgnoredResource, ignoredResources } from './provision.ts';
export type { CreatedStack, StackChange } from './stack.ts';

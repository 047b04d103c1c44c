/**
 * Provisions the stacks of a CDK cloud assembly: reads the templates, resolves their references, and has each service
 * create its resources, as CloudFormation does.
 */
export { hasResource, readAssembly } from './assembly.ts';
export { ANSWER_PATH, Answers } from './custom-resources/answers.ts';
export { ResourceFailedError, UnknownResourceTypesError } from './failures.ts';
export { type IgnoredResource, ignoredResources, provision } from './provision.ts';
export type { CreatedStack } from './stack.ts';

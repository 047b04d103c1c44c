/**
 * Provisions what a CDK cloud assembly describes: reads its templates, resolves their references, and has each
 * service make its resources, as CloudFormation would.
 */
export { readAssembly } from './assembly.ts';
export { ANSWER_PATH, Answers } from './custom-resources/answers.ts';
export { ResourceFailedError, UnknownResourceTypesError } from './failures.ts';
export { provision } from './provision.ts';
export type { CreatedStack } from './stack.ts';

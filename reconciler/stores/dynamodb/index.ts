export type { KeyPart } from './key.ts';
export { type DynamoDbViewOptions, dynamoDbView } from './view.ts';

export { type DynamoDbViewOptions, dynamoDbView } from './view.ts';

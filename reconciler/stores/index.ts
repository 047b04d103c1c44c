/**
 * Stores as views. A store streams rows, re-reads keys with strong consistency and, if it is writable, writes under a
 * guard.
 */
export { type Database, type DataApiViewOptions, dataApiView } from './data-api/index.ts';
export { type DynamoDbViewOptions, dynamoDbView } from './dynamodb/index.ts';
export type { FieldDeclaration } from './field.ts';
export type { Compared, Condition, Where } from './where.ts';
export { type CsvViewOptions, csvView, type NdjsonViewOptions, ndjsonView } from './files/index.ts';
export {
  type PostgresConnection,
  type PostgresPool,
  postgresView,
  type PostgresViewOptions,
} from './postgres/index.ts';

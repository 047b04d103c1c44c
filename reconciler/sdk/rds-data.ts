/**
 * The parts of the client that `dataApiView` uses. They are exported by name, so that a bundler leaves out the rest.
 */
export {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';

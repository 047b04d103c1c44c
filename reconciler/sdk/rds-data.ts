/** What `dataApiView` uses of the client. Named one by one, so that a bundler leaves out the rest. */
export {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  RollbackTransactionCommand,
} from '@aws-sdk/client-rds-data';

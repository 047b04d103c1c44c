/** One service's Aurora database through the RDS Data API. A statement is one HTTP round trip and one transaction. */
import { ExecuteStatementCommand, type Field, RDSDataClient } from '@aws-sdk/client-rds-data';
import pRetry from 'p-retry';

type SqlValue = string | number | boolean | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/**
 * Runs a statement with named parameters (`:name`). Integers come back as strings, so that none loses a digit.
 * Timestamps go in as ISO texts that the statement casts.
 */
export type Sql = (statement: string, parameters?: Readonly<Record<string, SqlValue>>) => Promise<SqlRow[]>;

export interface SqlTarget {
  readonly CLUSTER_ARN: string;
  readonly SECRET_ARN: string;
  readonly DATABASE: string;
}

export function dataApi(target: SqlTarget, client = new RDSDataClient({})): Sql {
  return async (statement, parameters = {}) => {
    const command = new ExecuteStatementCommand({
      resourceArn: target.CLUSTER_ARN,
      secretArn: target.SECRET_ARN,
      database: target.DATABASE,
      sql: statement,
      parameters: Object.entries(parameters).map(([name, value]) => ({ name, value: toField(value) })),
      includeResultMetadata: true,
      resultSetOptions: { longReturnType: 'STRING', decimalReturnType: 'STRING' },
    });
    const { records = [], columnMetadata = [] } = await pRetry(() => client.send(command), {
      retries: 5,
      minTimeout: 200,
      maxTimeout: 3000,
      randomize: true,
      shouldRetry: ({ error }) => error.name === 'DatabaseResumingException',
    });
    const columns = columnMetadata.map((column) => column.name ?? '');
    return records.map((record) => Object.fromEntries(columns.map((name, at) => [name, fromField(record[at])])));
  };
}

function toField(value: SqlValue): Field {
  if (value === null) return { isNull: true };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { booleanValue: value };
  return { longValue: value };
}

function fromField(field: Field | undefined): SqlValue {
  return field?.stringValue ?? field?.longValue ?? field?.doubleValue ?? field?.booleanValue ?? null;
}

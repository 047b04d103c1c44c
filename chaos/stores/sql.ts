import { ExecuteStatementCommand, type Field, type RDSDataClient, type SqlParameter } from '@aws-sdk/client-rds-data';
import pRetry from 'p-retry';
import { isAwsError } from '../aws.ts';

export type Database = 'catalog' | 'account' | 'payment';
type SqlValue = string | number | boolean | null;
export type Row = Readonly<Record<string, SqlValue>>;

/** Runs one statement through the Data API, as the cluster's administrator. Parameters are written `:name`. */
export type Sql = (
  database: Database,
  statement: string,
  parameters?: Readonly<Record<string, SqlValue>>,
) => Promise<Row[]>;

/** Real milliseconds between attempts. A paused cluster answers again within about half a minute. */
const WHILE_RESUMING = { retries: 8, minTimeout: 1000, maxTimeout: 8000 };

/** A cluster that has paused refuses the first statements while it resumes: those are sent again. */
export function sqlOf(client: RDSDataClient, cluster: { readonly arn: string; readonly secretArn: string }): Sql {
  return async (database, statement, parameters = {}) => {
    const command = new ExecuteStatementCommand({
      resourceArn: cluster.arn,
      secretArn: cluster.secretArn,
      database,
      sql: statement,
      parameters: Object.entries(parameters).map(([name, value]) => parameterOf(name, value)),
      includeResultMetadata: true,
      resultSetOptions: { longReturnType: 'LONG' },
    });
    const { columnMetadata = [], records = [] } = await pRetry(() => client.send(command), {
      ...WHILE_RESUMING,
      shouldRetry: ({ error }) => isAwsError(error, 'DatabaseResumingException'),
    });
    return records.map((record) =>
      Object.fromEntries(record.map((field, at) => [columnMetadata[at]?.name ?? String(at), valueOf(field)])),
    );
  };
}

/**
 * All rows, in pages that stay under the Data API's limit of 1 MiB for a response.
 *
 * @param select without ORDER BY and LIMIT, and with a WHERE clause ready for `AND`
 * @param key a unique text column of the result, by which the pages are ordered
 */
export async function allRows(sql: Sql, database: Database, select: string, key: string): Promise<Row[]> {
  const rows: Row[] = [];
  let after = '';
  for (;;) {
    const page = await sql(
      database,
      `${select} AND ${key}::text COLLATE "C" > :after ORDER BY ${key}::text COLLATE "C" LIMIT ${PAGE_ROWS}`,
      { after },
    );
    rows.push(...page);
    if (page.length < PAGE_ROWS) return rows;
    after = String(page.at(-1)?.[key]);
  }
}

/** Rows here are well under 500 bytes. */
const PAGE_ROWS = 2000;

function parameterOf(name: string, value: SqlValue): SqlParameter {
  if (value === null) return { name, value: { isNull: true } };
  if (typeof value === 'boolean') return { name, value: { booleanValue: value } };
  if (typeof value === 'number') return { name, value: { longValue: value } };
  return { name, value: { stringValue: value } };
}

function valueOf(field: Field): SqlValue {
  return field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue ?? null;
}

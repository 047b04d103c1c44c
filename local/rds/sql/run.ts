import { type ClientBase, type FieldDef, Query, type QueryConfig } from 'pg';
import { AwsError } from '../../core/index.ts';
import { bindStatement } from './bind.ts';
import { toAwsError } from './database-error.ts';
import type { SqlParameter } from './parameter.ts';

export interface StatementResult {
  readonly columns: readonly FieldDef[];
  /** PostgreSQL's text representation of each value. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows inserted, updated or deleted; 0 for a query. */
  readonly updated: number;
}

const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

/** Keeps every value as text. */
const asText = { getTypeParser: () => (value: string) => value };

/** Maximum size of a reply, in bytes. */
export const MAX_REPLY_BYTES = 1_048_576;

export const tooLarge = (what: string, limit: number): AwsError =>
  new AwsError(
    'BadRequestException',
    `Database returned more than the allowed ${what} limit of ${String(limit)} bytes`,
  );

/**
 * Runs one statement; rejects several statements in one string, as the API does.
 *
 * @throws AwsError BadRequestException if the rows exceed the limit of a reply. They are counted while they arrive, and
 *   not kept beyond the limit
 */
export async function runStatement(
  client: Pick<ClientBase, 'query'>,
  sql: string,
  parameters: readonly SqlParameter[],
): Promise<StatementResult> {
  const { text, values } = bindStatement(sql, parameters);
  const config = { text, values: [...values], rowMode: 'array' as const, types: asText, queryMode: 'extended' };
  try {
    return await run(client, config);
  } catch (error) {
    throw toAwsError(error);
  }
}

function run(client: Pick<ClientBase, 'query'>, config: QueryConfig): Promise<StatementResult> {
  return new Promise((resolve, reject) => {
    const rows: (string | null)[][] = [];
    let bytes = 0;
    // With a listener for its rows, the query keeps none itself.
    const query = new Query<(string | null)[]>(config);
    query.on('row', (row) => {
      bytes += row.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
      if (bytes <= MAX_REPLY_BYTES) rows.push(row);
    });
    query.on('error', reject);
    query.on('end', ({ fields, rowCount, command }) => {
      if (bytes > MAX_REPLY_BYTES) reject(tooLarge('response size', MAX_REPLY_BYTES));
      else resolve({ columns: fields, rows, updated: WRITES.has(command) ? (rowCount ?? 0) : 0 });
    });
    client.query(query);
  });
}

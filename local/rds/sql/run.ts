import type { ClientBase, FieldDef, QueryArrayConfig } from 'pg';
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

/** Runs one statement; rejects several statements in one string, as the API does. */
export async function runStatement(
  client: Pick<ClientBase, 'query'>,
  sql: string,
  parameters: readonly SqlParameter[],
): Promise<StatementResult> {
  const { text, values } = bindStatement(sql, parameters);
  const query = { text, values: [...values], rowMode: 'array' as const, types: asText, queryMode: 'extended' };
  const config: QueryArrayConfig = query;
  try {
    const { rows, fields, rowCount, command } = await client.query<(string | null)[]>(config);
    return { columns: fields, rows, updated: WRITES.has(command) ? (rowCount ?? 0) : 0 };
  } catch (error) {
    throw toAwsError(error);
  }
}

/** Dumps tables with COPY, which uses the output functions of the types and none of the reconciler's code. */
import type { Pool } from 'pg';
import { quote } from './tables.ts';

/** Rows by the texts of their first columns. */
export type Dump = ReadonlyMap<string, string>;

const asText = { getTypeParser: () => (text: string) => text };

export async function dump(pool: Pool, table: string, keys: number, columns?: readonly string[]): Promise<Dump> {
  const selected = columns === undefined ? '*' : columns.map(quote).join(', ');
  const text = `SELECT ${selected} FROM ${table}`;
  const { rows } = await pool.query<(string | null)[]>({ text, rowMode: 'array', types: asText });
  return new Map(rows.map((row) => [JSON.stringify(row.slice(0, keys)), JSON.stringify(row)]));
}

import type { Pool } from 'pg';

/** Every row of every table of the schema `public`, as text, in order. */
export async function everyRow(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT CAST(oid AS regclass) AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  const tables = await Promise.all(
    rows.map(async ({ name }) => {
      const found = await pool.query<{ text: string }>(
        `SELECT concat('${name} ', CAST(whole AS text)) AS text FROM ONLY ${name} AS whole`,
      );
      return found.rows.map(({ text }) => text);
    }),
  );
  return tables.flat().sort();
}

/** Creates the tables of charges in PostgreSQL. */
import { onDeploy } from './custom-resource.ts';
import { sql } from './sql.ts';

const STATEMENTS = [
  `CREATE TABLE IF NOT EXISTS charges (
    booking_id text PRIMARY KEY, state text NOT NULL, amount_cents bigint NOT NULL, version bigint NOT NULL,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS entries (
    entry_id bigserial PRIMARY KEY, booking_id text NOT NULL, kind text NOT NULL, amount_cents bigint NOT NULL,
    created_at timestamptz NOT NULL)`,
];

export const handler = onDeploy('schema', async () => {
  for (const statement of STATEMENTS) await sql(statement);
});

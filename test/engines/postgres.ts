import { Client } from 'pg';
import { type Engine, takeEngine } from './take.ts';

/** PostgreSQL with nothing but the superuser, without settings, and the database `postgres`, which is empty. */
export const takePostgres = (): Promise<Engine> => takeEngine('postgres', recreate);

async function recreate(url: string): Promise<void> {
  const client = new Client({ connectionString: url.replace(/postgres$/, 'template1') });
  await client.connect();
  const names = async (sql: string): Promise<string[]> =>
    (await client.query<{ name: string }>(sql)).rows.map(({ name }) => name);
  const databases = 'SELECT quote_ident(datname) AS name FROM pg_database WHERE NOT datistemplate';
  for (const name of await names(databases)) await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
  const roles = `SELECT quote_ident(rolname) AS name FROM pg_roles
    WHERE rolname <> current_user AND NOT starts_with(rolname, 'pg_')`;
  for (const name of await names(roles)) await client.query(`DROP ROLE ${name}`);
  await client.query('ALTER ROLE CURRENT_USER RESET ALL');
  await client.query('CREATE DATABASE postgres TEMPLATE template0');
  await client.end();
}

import type { Sql } from '../../services/shared/data-api.ts';

/** A connection to one database of the cluster, as its administrator. */
export interface Connection {
  readonly sql: Sql;
  /** Runs all statements of `work`, or none. */
  transaction(work: (sql: Sql) => Promise<void>): Promise<void>;
}

/** A role that logs in with a password. */
interface Login {
  readonly name: string;
  readonly password: string;
}

/** The database, and the role of the same name that writes it. */
export interface DatabasePlan extends Login {
  /** Other roles that may connect to the database, and do there what its migrations grant them. */
  readonly guests?: readonly Login[];
  readonly migrations: readonly { readonly name: string; readonly sql: string }[];
}

/** Every PostgreSQL cluster has this database. */
const MAINTENANCE_DATABASE = 'postgres';

const RECORD = 'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL)';

/** @internal */
export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** @internal */
export const quoteLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Brings one database up to its plan: creates the role and the database if they are missing, sets the role's password,
 * and runs each migration that is not recorded yet, in one transaction with its record. Running it again changes nothing.
 *
 * @returns names of the migrations that ran
 */
export async function migrate(
  plan: DatabasePlan,
  connect: (database: string) => Connection,
  now: () => Date,
): Promise<readonly string[]> {
  await createDatabase(plan, connect(MAINTENANCE_DATABASE));
  const database = connect(plan.name);
  await database.sql(RECORD);
  const applied = new Set((await database.sql('SELECT name FROM schema_migrations')).map(({ name }) => name));
  const pending = plan.migrations.filter(({ name }) => !applied.has(name));
  for (const migration of pending) {
    await database.transaction(async (sql) => {
      for (const statement of statementsOf(migration.sql)) await sql(statement);
      await sql('INSERT INTO schema_migrations (name, applied_at) VALUES (:name, CAST(:now AS timestamptz))', {
        name: migration.name,
        now: now().toISOString(),
      });
    });
  }
  const role = quoteIdentifier(plan.name);
  await database.sql(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`);
  await database.sql(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role}`);
  await database.sql(`REVOKE ALL ON schema_migrations FROM ${role}`);
  return pending.map(({ name }) => name);
}

/** Only the service's role and the guests may connect to the service's database. */
async function createDatabase({ guests = [], ...owner }: DatabasePlan, { sql }: Connection): Promise<void> {
  const { name } = owner;
  const identifier = quoteIdentifier(name);
  for (const login of [owner, ...guests]) await createRole(login, sql);
  const databases = await sql('SELECT CAST(datname AS text) FROM pg_database WHERE datname = :name', { name });
  if (databases.length === 0) await sql(`CREATE DATABASE ${identifier}`);
  await sql(`REVOKE CONNECT ON DATABASE ${identifier} FROM PUBLIC`);
  for (const login of [owner, ...guests]) {
    await sql(`GRANT CONNECT ON DATABASE ${identifier} TO ${quoteIdentifier(login.name)}`);
  }
}

async function createRole({ name, password }: Login, sql: Sql): Promise<void> {
  const roles = await sql('SELECT CAST(rolname AS text) FROM pg_roles WHERE rolname = :name', { name });
  const verb = roles.length === 0 ? 'CREATE' : 'ALTER';
  await sql(`${verb} ROLE ${quoteIdentifier(name)} WITH LOGIN PASSWORD ${quoteLiteral(password)}`);
}

/**
 * Splits a migration into statements, as the Data API takes one at a time: each ends with `;` at the end of a line.
 *
 * @internal
 */
export function statementsOf(sql: string): readonly string[] {
  return sql
    .replace(/^\s*--.*$/gm, '')
    .split(/;[ \t]*(?:\r?\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

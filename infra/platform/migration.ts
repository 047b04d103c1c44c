/** Runs one SQL statement; rows come as arrays of text. */
export type Run = (
  sql: string,
  parameters?: Readonly<Record<string, string>>,
) => Promise<readonly (readonly string[])[]>;

/** A connection to one database of the cluster, as its administrator. */
export interface Connection {
  readonly run: Run;
  /** Does all of `work`'s statements or none. */
  transaction(work: (run: Run) => Promise<void>): Promise<void>;
}

export interface DatabasePlan {
  /** Name of the database, and of the role that owns it. */
  readonly name: string;
  readonly password: string;
  readonly migrations: readonly { readonly name: string; readonly sql: string }[];
}

/** The database that every PostgreSQL cluster has. */
const MAINTENANCE_DATABASE = 'postgres';

const RECORD = 'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL)';

export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quoteLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Brings one database to its plan: creates role and database where they are missing, sets the role's password, and
 * runs each migration that is not recorded yet, with its record, in a transaction. Running it again changes nothing.
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
  await database.run(RECORD);
  const applied = new Set((await database.run('SELECT name FROM schema_migrations')).map(([name]) => name));
  const pending = plan.migrations.filter(({ name }) => !applied.has(name));
  for (const { name, sql } of pending) {
    await database.transaction(async (run) => {
      for (const statement of statementsOf(sql)) await run(statement);
      await run('INSERT INTO schema_migrations (name, applied_at) VALUES (:name, CAST(:now AS timestamptz))', {
        name,
        now: now().toISOString(),
      });
    });
  }
  const role = quoteIdentifier(plan.name);
  await database.run(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`);
  await database.run(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role}`);
  await database.run(`REVOKE ALL ON schema_migrations FROM ${role}`);
  return pending.map(({ name }) => name);
}

/** The service's role alone may connect to the service's database. */
async function createDatabase({ name, password }: DatabasePlan, { run }: Connection): Promise<void> {
  const identifier = quoteIdentifier(name);
  const roles = await run('SELECT rolname FROM pg_roles WHERE rolname = :name', { name });
  const verb = roles.length === 0 ? 'CREATE' : 'ALTER';
  await run(`${verb} ROLE ${identifier} WITH LOGIN PASSWORD ${quoteLiteral(password)}`);
  const databases = await run('SELECT datname FROM pg_database WHERE datname = :name', { name });
  if (databases.length === 0) await run(`CREATE DATABASE ${identifier}`);
  await run(`REVOKE CONNECT ON DATABASE ${identifier} FROM PUBLIC`);
  await run(`GRANT CONNECT ON DATABASE ${identifier} TO ${identifier}`);
}

/** The statements of a migration: the Data API takes one at a time. They end with `;` at the end of a line. */
export function statementsOf(sql: string): readonly string[] {
  return sql
    .replace(/^\s*--.*$/gm, '')
    .split(/;[ \t]*(?:\r?\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

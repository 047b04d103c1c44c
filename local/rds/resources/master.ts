import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { Login } from '../credentials.ts';
import type { PostgresEngine } from '../engine/start.ts';

/**
 * Creates the cluster's first database and its master user, which can create roles and databases but is not a superuser.
 * `createrole_self_grant` lets it assign databases to the roles that it creates, as Aurora's master user can.
 */
export async function createMaster(engine: PostgresEngine, master: Login, database: string | undefined): Promise<void> {
  const client = new Client({ ...engine, database: 'postgres' });
  // A connection that the server ends must not end this process; the statement that waits for it rejects.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const role = escapeIdentifier(master.username);
    await client.query('CREATE ROLE rds_superuser NOLOGIN');
    await client.query('GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO rds_superuser WITH ADMIN OPTION');
    await client.query(`CREATE ROLE ${role} LOGIN CREATEDB CREATEROLE PASSWORD ${escapeLiteral(master.password)}`);
    await client.query(`ALTER ROLE ${role} SET createrole_self_grant = 'set, inherit'`);
    await client.query(`GRANT rds_superuser TO ${role}`);
    await client.query(`ALTER DATABASE postgres OWNER TO ${role}`);
    if (database !== undefined && database !== 'postgres') {
      await client.query(`CREATE DATABASE ${escapeIdentifier(database)} OWNER ${role}`);
    }
  } finally {
    await client.end();
  }
}

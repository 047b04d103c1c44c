import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import type { Login } from '../credentials.ts';
import type { PostgresEngine } from '../engine/start.ts';

/**
 * Makes the cluster's master user, who may make roles and databases and is no superuser, and the first database.
 * `createrole_self_grant` lets it give databases to the roles it makes, as Aurora's master may.
 */
export async function createMaster(engine: PostgresEngine, master: Login, database: string | undefined): Promise<void> {
  const client = new Client({ ...engine, database: 'postgres' });
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

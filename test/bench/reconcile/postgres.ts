/** PostgreSQL for the time of a benchmark. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, type ClientConfig } from 'pg';
import { type Children, openChildren } from '../../../local/children/index.ts';
import { startPostgres } from '../../../local/rds/engine/start.ts';

export interface Postgres {
  readonly config: ClientConfig & { readonly host: string; readonly port: number };
  readonly client: Client;
  readonly children: Children;
  readonly directory: string;
}

export async function withPostgres<Result>(work: (postgres: Postgres) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-bench-'));
  const children = await openChildren(directory);
  try {
    const { host, port, user, password } = await startPostgres(children, directory);
    const config = { host, port, user, password, database: 'postgres' };
    const client = new Client(config);
    await client.connect();
    try {
      return await work({ config, client, children, directory });
    } finally {
      await client.end();
    }
  } finally {
    await children.close();
    await rm(directory, { recursive: true, force: true });
  }
}

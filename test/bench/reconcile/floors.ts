/** The floors of the figures: the same tables, read without evenkeel. */
import { Client, type ClientConfig } from 'pg';

const seconds = (began: number): number => (performance.now() - began) / 1000;

async function onTwo<Result>(
  config: ClientConfig,
  work: (one: Client, other: Client) => Promise<Result>,
): Promise<Result> {
  const clients = [new Client(config), new Client(config)] as const;
  await Promise.all(clients.map((client) => client.connect()));
  try {
    return await work(...clients);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

const HASH = `md5(CAST(t AS text))`;

/** Seconds for a plain sum over the row hashes of both tables, in parallel. */
export const sumOfHashes = (config: ClientConfig, left: string, right: string): Promise<number> =>
  onTwo(config, async (one, other) => {
    const sum = (table: string): string =>
      `SELECT sum(CAST(CAST('x' || left(${HASH}, 16) AS bit(64)) AS bigint)) FROM ${table} AS t`;
    const began = performance.now();
    await Promise.all([one.query(sum(left)), other.query(sum(right))]);
    return seconds(began);
  });

export interface Fetched {
  readonly seconds: number;
  /** Bytes received by this process. */
  readonly bytes: number;
}

/** Fetches every key and hash of both tables, in parallel, and compares them. */
export const fetchAll = (config: ClientConfig, left: string, right: string): Promise<Fetched> =>
  onTwo(config, async (one, other) => {
    const before = receivedBy(one) + receivedBy(other);
    const all = (table: string) => ({ text: `SELECT key, ${HASH} FROM ${table} AS t`, rowMode: 'array' });
    const began = performance.now();
    const [lefts, rights] = await Promise.all([
      one.query<[string, string]>(all(left)),
      other.query<[string, string]>(all(right)),
    ]);
    const held = new Map(lefts.rows);
    let differences = 0;
    for (const [key, hash] of rights.rows) {
      if (held.get(key) !== hash) differences += 1;
      held.delete(key);
    }
    differences += held.size;
    if (differences < 0) throw new Error('unreachable');
    return { seconds: seconds(began), bytes: receivedBy(one) + receivedBy(other) - before };
  });

/** Bytes received over the connection's socket. */
export function receivedBy(client: object): number {
  const { connection } = client as { connection?: { stream?: { bytesRead?: number } } };
  return connection?.stream?.bytesRead ?? Number.NaN;
}

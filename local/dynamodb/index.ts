/**
 * DynamoDB: the tables and streams of DynamoDB Local, a process of its own that clients call directly. What it does
 * not have on a virtual clock, expiry of items, is done here.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Children, freePort } from '../children/index.ts';
import { type AnyResourceType, localCredentials, type Site } from '../core/index.ts';
import { startDynamoDbLocal } from './engine.ts';
import { type ExpiringTable, sweepUntil } from './expiry.ts';
import { tableTypes } from './table.ts';
import { warmUp } from './warm-up.ts';

export { itemActions } from './item-actions.ts';

export interface DynamoDb {
  /** Where DynamoDB and its streams answer, once it is warm. */
  readonly endpoint: string;
  /** Resolves when the engine is past its slow first seconds; rejects when it does not come up. */
  readonly warm: Promise<void>;
  readonly resourceTypes: readonly AnyResourceType[];
  /** Gives a stream a new last record, which its readers skip. See `primeStream` for why. */
  readonly prime: (streamArn: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts the engine and does not wait for it; tables do. The process itself belongs to `children`. */
export async function createDynamoDb(
  site: Pick<Site, 'clock' | 'region' | 'log'>,
  children: Children,
): Promise<DynamoDb> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${String(port)}`;
  const ending = new AbortController();
  const expiring: ExpiringTable[] = [];
  const primers = new Map<string, () => Promise<void>>();
  const client = new DynamoDBClient({ endpoint, region: site.region, credentials: localCredentials });
  const up = startDynamoDbLocal(children, port).then(() => client);
  const warm = up.then(warmUp);
  for (const promise of [up, warm]) promise.catch(() => undefined);
  sweepUntil(ending.signal, client, expiring, site).catch((error: unknown) => {
    if (!ending.signal.aborted) site.log(`expiry of items stopped: ${String(error)}`);
  });
  return {
    endpoint,
    warm,
    resourceTypes: tableTypes({ client: up, expiring, primers }),
    prime: async (streamArn) => primers.get(streamArn)?.(),
    close() {
      ending.abort();
      client.destroy();
      return Promise.resolve();
    },
  };
}

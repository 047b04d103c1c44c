/**
 * DynamoDB: the tables and streams of DynamoDB Local, a process of its own that clients call directly. What it does
 * not have on a virtual clock, expiry of items, is done here.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Children } from '../children/index.ts';
import { type AnyResourceType, localCredentials, type Site } from '../core/index.ts';
import { startDynamoDbLocal } from './engine.ts';
import { type ExpiringTable, sweepUntil } from './expiry.ts';
import { tableTypes } from './table.ts';
import { warmUp } from './warm-up.ts';

export { PRIMING_PREFIX } from './prime.ts';

export interface DynamoDb {
  /** Where DynamoDB and its streams answer; resolves when they do. */
  readonly endpoint: Promise<string>;
  /** Resolves when the engine is past its slow first seconds. */
  readonly warm: Promise<void>;
  readonly resourceTypes: readonly AnyResourceType[];
  readonly close: () => Promise<void>;
}

/** Starts the engine and returns at once; tables wait for it. The process itself belongs to `children`. */
export function createDynamoDb(site: Pick<Site, 'clock' | 'region' | 'log'>, children: Children): DynamoDb {
  const ending = new AbortController();
  const expiring: ExpiringTable[] = [];
  const endpoint = startDynamoDbLocal(children);
  const client = endpoint.then(
    (url) => new DynamoDBClient({ endpoint: url, region: site.region, credentials: localCredentials }),
  );
  const warm = client.then(warmUp);
  for (const promise of [endpoint, client, warm]) promise.catch(() => undefined);
  client
    .then((ready) => sweepUntil(ending.signal, ready, expiring, site))
    .catch((error: unknown) => {
      if (!ending.signal.aborted) site.log(`expiry of items stopped: ${String(error)}`);
    });
  return {
    endpoint,
    warm,
    resourceTypes: tableTypes({ client, expiring }),
    async close() {
      ending.abort();
      await client
        .then((ready) => {
          ready.destroy();
        })
        .catch(() => undefined);
    },
  };
}

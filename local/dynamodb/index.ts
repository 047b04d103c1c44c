/**
 * DynamoDB: tables and streams in DynamoDB Local, a separate process that clients reach through a front that asks IAM, or
 * in another DynamoDB given by its endpoint. Items expire on the virtual clock, which is implemented here.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Children, freePort } from '../children/index.ts';
import type { AnyResourceType, Site } from '../core/index.ts';
import { findEmulator } from './emulator.ts';
import { assertAnswers, deleteTables } from './endpoint.ts';
import { ENGINE, startDynamoDbLocal } from './engine.ts';
import { type ExpiringTable, sweepUntil } from './expiry.ts';
import { startFront } from './front/index.ts';
import { type ReplicateTable, tableTypes } from './table.ts';
import { warmUp } from './warm-up.ts';

export { EmulatorMissingError, findEmulator, installedEmulator } from './emulator.ts';
export { DynamoDbEndpointError } from './endpoint.ts';
export { itemActions } from './item-actions.ts';

export interface DynamoDb {
  /** The URL of DynamoDB and its streams for clients, available once `warm` resolves. It asks IAM. */
  readonly endpoint: string;
  /** The URL of the engine itself, for other services of this system; they ask IAM on their own. */
  readonly engineEndpoint: string;
  /** Resolves when the engine has warmed up; rejects if it does not start. */
  readonly warm: Promise<void>;
  readonly resourceTypes: readonly AnyResourceType[];
  /** Appends a record to a stream, which readers skip. `primeStream` explains why. */
  readonly prime: (streamArn: string) => Promise<void>;
  /** Resolves when the engine has answered, by its name. */
  readonly probes: Readonly<Record<string, () => Promise<void>>>;
  readonly close: () => Promise<void>;
}

export interface DynamoDbOptions {
  /** URL of a running DynamoDB to use instead of DynamoDB Local. */
  readonly endpoint?: string;
  /** URL of the engine of another region's system, which this one shares. */
  readonly engine?: string | undefined;
  /** Replicates global tables; without it, a table with replicas in other regions is refused. */
  readonly replicate?: ReplicateTable | undefined;
  /** Folder where a fetched DynamoDB Local is kept. */
  readonly cache: string;
  /** Receives what keeps the user waiting. */
  readonly notice: (message: string) => void;
}

/** Starts the engine as one of `children` without waiting for it; creating a table waits for it. */
export async function createDynamoDb(
  site: Pick<Site, 'clock' | 'region' | 'accountId' | 'log' | 'credentials' | 'access'>,
  children: Children,
  options: DynamoDbOptions,
): Promise<DynamoDb> {
  const port = await freePort();
  const engineEndpoint = options.endpoint ?? options.engine ?? `http://127.0.0.1:${String(port)}`;
  const ending = new AbortController();
  const expiring: ExpiringTable[] = [];
  const primers = new Map<string, () => Promise<void>>();
  const client = new DynamoDBClient({ endpoint: engineEndpoint, region: site.region, credentials: site.credentials });
  const isShared = options.endpoint === undefined && options.engine !== undefined;
  const isOurs = options.endpoint === undefined && !isShared;
  const front = await startFront({ endpoint: engineEndpoint, isOurs: isOurs || isShared }, site);
  const created: string[] = [];
  const start = async () => {
    if (isOurs) await startDynamoDbLocal(children, port, await findEmulator(options));
    else if (!isShared) await assertAnswers(client, engineEndpoint);
    return client;
  };
  const up = start();
  const warm = isOurs ? up.then(warmUp) : up.then(() => undefined);
  for (const promise of [up, warm]) promise.catch(() => undefined);
  sweepUntil(ending.signal, client, expiring, site).catch((error: unknown) => {
    if (!ending.signal.aborted) site.log(`expiry of items stopped: ${String(error)}`);
  });
  return {
    endpoint: front.endpoint,
    engineEndpoint,
    warm,
    resourceTypes: tableTypes({ client: up, created, expiring, primers, replicate: options.replicate }),
    probes: {
      [isOurs || isShared ? ENGINE : 'DynamoDB']: async () => {
        // It refuses a request without a signature, which is a sign of life too.
        await (await fetch(engineEndpoint)).arrayBuffer();
      },
    },
    prime: async (streamArn) => primers.get(streamArn)?.(),
    async close() {
      ending.abort();
      await front.close();
      try {
        if (!isOurs && !isShared) await deleteTables(client, created);
      } finally {
        client.destroy();
      }
    },
  };
}

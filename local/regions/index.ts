/** Two regions of one account on one machine: two systems on one DynamoDB, global tables between them, a front before them. */
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type BootOptions, soundBootOptions } from '../boot-options.ts';
import { createClock, createCredentials } from '../core/index.ts';
import { createTable } from '../dynamodb/create-table.ts';
import { primeStream } from '../dynamodb/prime.ts';
import { type ReplicationReport, Replicator } from '../dynamodb/replication/replicator.ts';
import type { LinkMode } from '../dynamodb/replication/link.ts';
import type { ReplicateTable } from '../dynamodb/table.ts';
import { replicaOf } from '../secretsmanager/index.ts';
import { type LocalSystem, type Place, type StartedSystem, startSystem } from '../start.ts';
import { Started } from '../started.ts';
import { type FrontReport, movedWithinMs, startFront } from './front.ts';
import { reachedRegions } from './reached.ts';

export interface BootRegionsOptions extends Omit<BootOptions, 'port' | 'dynamoDbEndpoint'> {
  /** The home region, whose stacks make what both share, and the other one. */
  readonly regions: readonly [home: string, other: string];
}

/** Two systems, each whole; and what is between them. */
export interface LocalRegions {
  readonly systems: Readonly<Record<string, LocalSystem>>;
  /** Where customers go, by the region that they are near to. */
  readonly urls: Readonly<Record<string, string>>;
  /**
   * Cuts a region off, or brings it back: it answers neither customers nor health checks, and nothing is replicated to or from
   * it. What it has begun goes on.
   */
  readonly cutOff: (region: string, isCutOff: boolean) => void;
  /** Changes how writes cross: all, or those from one region. */
  readonly turnReplication: (mode: LinkMode, from?: string) => void;
  /** @param delayMs virtual milliseconds that writes take from now on */
  readonly delayReplication: (delayMs: number) => void;
  /** Resolves when no write waits to cross any more. Never, while replication is paused. */
  readonly replicated: () => Promise<void>;
  /** Virtual milliseconds within which customers are moved: three failed checks, a checker's patience, a resolver's memory. */
  readonly moveWithinMs: number;
  readonly report: () => { readonly front: FrontReport; readonly replication: ReplicationReport };
  /** Shuts everything down. Safe to call twice. */
  readonly close: () => Promise<void>;
}

/** Real milliseconds for what is between the systems to close. */
const PART_LIMIT_MS = 2000;

async function start(options: BootRegionsOptions, started: Started): Promise<LocalRegions> {
  const { regions, directory, speed, startAt, log, ...rest } = options;
  const [home, other] = regions;
  const shared = { clock: createClock({ speed, startAt }), credentials: createCredentials(), isOneOfTwo: true };
  const { clock, credentials } = shared;
  const boot = async (place: Place): Promise<StartedSystem> => {
    const own = new Started();
    started.add(() => own.end(log));
    const settings = { ...rest, speed, startAt, directory: join(directory, place.region) };
    return await startSystem(
      {
        ...settings,
        log: (message) => {
          log(`${place.region}: ${message}`);
        },
      },
      own,
      place,
    );
  };

  const tables: { readonly table: string; readonly streams: ReadonlyMap<string, string> }[] = [];
  let engine = '';
  const replicate: ReplicateTable = async (table, properties, replicas, streamArn) => {
    const streams = new Map([[home, streamArn]]);
    for (const region of replicas.filter((each) => each !== home)) {
      if (region !== other)
        throw new Error(`the table ${table} has a replica in ${region}; only ${regions.join(' and ')} run here`);
      const client = new DynamoDBClient({ endpoint: engine, region, credentials });
      const replica = await createTable(client, table, properties);
      await primeStream(client, table, properties);
      client.destroy();
      if (replica.streamArn !== undefined) streams.set(region, replica.streamArn);
    }
    tables.push({ table, streams });
  };
  const first = await boot({
    ...shared,
    region: home,
    replicate,
    engineReady: (url) => {
      engine = url;
    },
  });
  const replicator = new Replicator({ engine, credentials, clock, log });
  started.add(() => replicator.close(), PART_LIMIT_MS);
  for (const table of tables) replicator.add(table);

  const secrets = first.services.secrets
    .all()
    .filter(({ replicas = [] }) => replicas.includes(other))
    .map((secret) => replicaOf(secret, other));
  const second = await boot({ ...shared, region: other, engine, secrets });
  const reached = reachedRegions({ [home]: first.services, [other]: second.services });
  const front = await startFront(reached, { clock, log });
  started.add(() => front.close(), PART_LIMIT_MS);
  return {
    systems: { [home]: first.system, [other]: second.system },
    urls: front.urls,
    cutOff(region, isCutOff) {
      front.cutOff(region, isCutOff);
      replicator.turn(isCutOff ? 'paused' : 'flows');
    },
    turnReplication: (mode, from) => {
      replicator.turn(mode, from);
    },
    delayReplication: (delayMs) => {
      replicator.delay(delayMs);
    },
    replicated: () => replicator.idle(),
    moveWithinMs: Math.max(...reached.map(({ healthCheck }) => movedWithinMs(healthCheck))),
    report: () => ({ front: front.report(), replication: replicator.report() }),
    close: () => started.end(log),
  };
}

/**
 * Starts both regions' systems and provisions on each the stacks of its region, the home region's first. If any part fails, everything that
 * was started is shut down before the error is thrown.
 *
 * @throws BootOptionsError with every mistake in the options, before anything is started
 */
export async function bootRegions(options: BootRegionsOptions): Promise<LocalRegions> {
  const { regions, ...rest } = options;
  const sound = soundBootOptions(rest);
  if (regions[0] === regions[1]) throw new RangeError(`the two regions are the same, ${regions[0]}`);
  const started = new Started();
  try {
    return await start({ ...sound, regions }, started);
  } catch (error) {
    await started.end(options.log);
    throw error;
  }
}

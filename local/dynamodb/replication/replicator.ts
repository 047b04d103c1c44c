/** Replicates global tables between regions of one DynamoDB: reads the stream of each replica, and writes to the others. */
import { setTimeout as wait } from 'node:timers/promises';
import { type JsonClient, jsonClient, ServiceError } from '../../core/json-client.ts';
import type { Clock, Credentials } from '../../core/index.ts';
import { readStream } from '../../event-source/stream-reader.ts';
import { isPriming, type RawRecord } from '../../event-source/stream-record.ts';
import { type Delivery, GlobalTable, type Overwritten } from './global-table.ts';
import type { LinkMode } from './link.ts';
import { replicatedWrite } from './replicated-write.ts';
import type { Item } from './write.ts';

/** Real milliseconds between looks for writes that have arrived. */
const LOOK_INTERVAL = 50;

/** Real milliseconds within which a write is seen in its stream. */
const SEEN_WITHIN = 1000;

/** Virtual milliseconds that a write takes to the other region; AWS: usually less than a second. */
const USUAL_DELAY_MS = 1000;

export interface GlobalTableReplicas {
  readonly table: string;
  /** ARN of each replica's stream, by its region. */
  readonly streams: ReadonlyMap<string, string>;
}

/** How far replication is. */
export interface ReplicationReport {
  /** Whether every write that was seen has arrived everywhere. */
  readonly isSettled: boolean;
  readonly tables: readonly {
    readonly table: string;
    readonly overwritten: readonly Overwritten[];
    readonly links: readonly {
      readonly from: string;
      readonly to: string;
      readonly mode: LinkMode;
      readonly waiting: number;
      readonly lost: number;
    }[];
  }[];
}

interface ReplicatorOptions {
  /** URL of the DynamoDB that holds the tables of all regions. */
  readonly engine: string;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly log: (message: string) => void;
}

export class Replicator {
  readonly #options: ReplicatorOptions;
  readonly #clients = new Map<string, JsonClient>();
  readonly #tables = new Map<string, GlobalTable>();
  readonly #ending = new AbortController();
  readonly #running: Promise<void>[] = [];

  constructor(options: ReplicatorOptions) {
    this.#options = options;
  }

  /** Replicates a table from now on, with what is in its streams. */
  add({ table, streams }: GlobalTableReplicas): void {
    const model = new GlobalTable([...streams.keys()], USUAL_DELAY_MS);
    this.#tables.set(table, model);
    for (const [region, streamArn] of streams)
      this.#run(`reading ${table} in ${region}`, this.#read(model, region, streamArn));
    this.#run(`replicating ${table}`, this.#replicate(table, model));
  }

  /** Turns all links, or those from one region. */
  turn(mode: LinkMode, from?: string): void {
    for (const model of this.#tables.values()) {
      for (const one of model.regions.filter((region) => from === undefined || region === from)) {
        for (const to of model.regions) if (to !== one) model.link(one, to).turn(mode);
      }
    }
  }

  /** @param delayMs virtual milliseconds that writes take from now on */
  delay(delayMs: number): void {
    for (const model of this.#tables.values()) {
      for (const from of model.regions)
        for (const to of model.regions) if (to !== from) model.link(from, to).delay(delayMs);
    }
  }

  report(): ReplicationReport {
    const models = [...this.#tables];
    return {
      isSettled: models.every(([, { isSettled }]) => isSettled),
      tables: models.map(([table, model]) => ({
        table,
        overwritten: model.overwritten,
        links: model.regions.flatMap((from) =>
          model.regions
            .filter((to) => to !== from)
            .map((to) => {
              const { mode, waiting, lost } = model.link(from, to);
              return { from, to, mode, waiting: waiting.length, lost };
            }),
        ),
      })),
    };
  }

  /** Resolves when no write was seen on its way for a real second. Rejects when the replicator is closed. */
  async idle(): Promise<void> {
    const { signal } = this.#ending;
    for (let since = performance.now(); performance.now() - since < SEEN_WITHIN; ) {
      await wait(LOOK_INTERVAL, undefined, { signal });
      if (!this.report().isSettled) since = performance.now();
    }
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#running);
    for (const client of this.#clients.values()) client.close();
  }

  #client(region: string): JsonClient {
    const { engine, credentials } = this.#options;
    const found = this.#clients.get(region) ?? jsonClient(engine, { region, credentials });
    this.#clients.set(region, found);
    return found;
  }

  #run(what: string, work: Promise<void>): void {
    const { signal } = this.#ending;
    this.#running.push(
      work.catch((error: unknown) => {
        if (!signal.aborted) this.#options.log(`${what} stopped: ${String(error)}`);
      }),
    );
  }

  async #read(model: GlobalTable, region: string, streamArn: string): Promise<void> {
    const { clock, log } = this.#options;
    const { signal } = this.#ending;
    const source = { client: this.#client(region), streamArn, start: 'TRIM_HORIZON', signal, log } as const;
    for await (const { records } of readStream(source)) {
      for (const record of records) {
        if (!isPriming(record)) model.saw(region, keyOf(record), imageOf(record), clock.now());
      }
    }
  }

  async #replicate(table: string, model: GlobalTable): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#ending;
    for (;;) {
      for (const region of model.regions) {
        for (let next = model.next(region, clock.now()); next; next = model.next(region, clock.now())) {
          model.applying(next);
          if (!(await this.#apply(table, next))) {
            model.refused(next);
            break;
          }
          model.applied(next);
        }
      }
      await wait(LOOK_INTERVAL, undefined, { signal });
    }
  }

  /** @returns false if the replica's item has changed, which its stream is about to say */
  async #apply(table: string, delivery: Delivery): Promise<boolean> {
    const { operation, input } = replicatedWrite(table, delivery);
    try {
      await this.#client(delivery.to).call(`DynamoDB_20120810.${operation}`, input, this.#ending.signal);
      return true;
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }
}

const keyOf = ({ dynamodb }: RawRecord): string =>
  JSON.stringify(Object.entries(dynamodb.Keys).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** The item after the change; a replicated table's stream always carries it. */
function imageOf({ eventName, dynamodb }: RawRecord): Item | undefined {
  if (eventName === 'REMOVE') return undefined;
  return dynamodb['NewImage'] as Item;
}

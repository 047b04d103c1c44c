/**
 * A shop at work on real engines: writers change products all the time, and a feed carries each change to its copy
 * some while later, in order, as a stream would.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { UpdateItemCommand, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { watchedClock } from '../../../reconciler/clock.ts';
import type { Clock } from '../../../reconciler/index.ts';
import type { ShopStage } from './shop-stage.ts';

/** Virtual time at this speed: a settle window of two minutes is over in a second. */
const SPEED = 120;

export function fastClock(start: number): Clock {
  const origin = performance.now();
  return watchedClock({
    now: () => start + (performance.now() - origin) * SPEED,
    elapsed: () => performance.now(),
    wait: (realMs, signal) =>
      wait(realMs, undefined, { signal }).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : error;
      }),
  });
}

export interface Writers {
  /** Changes that were made, and have arrived. */
  readonly counts: { changes: number; copies: number };
  /** No more changes; resolves when the last has arrived. */
  stop(): Promise<void>;
}

interface WriterOptions {
  readonly shop: ShopStage;
  readonly clock: Clock;
  readonly skus: readonly string[];
  /** Numbers in [0, 1). */
  readonly random: () => number;
}

/** Most real milliseconds from a change to its copy: well below the settle window. */
const LAG_MS = 250;

/** Each writer changes its own products, one after another, so that versions of a product are in order. */
export function startWriters({ shop, clock, skus, random }: WriterOptions, writers = 3): Writers {
  const counts = { changes: 0, copies: 0 };
  const stopping = new AbortController();
  const write = async (own: readonly string[]): Promise<void> => {
    for (let version = 5; !stopping.signal.aborted; version += 1) {
      const sku = own[Math.floor(random() * own.length)] ?? '';
      const price = `${1 + Math.floor(random() * 99)}.25`;
      const at = new Date(clock.now()).toISOString();
      await shop.sql(
        `UPDATE $products SET price = ${price}, version = ${version}, updated_at = '${at}' WHERE sku = '${sku}'`,
      );
      counts.changes += 1;
      await wait(random() * LAG_MS);
      await copy(shop, { sku, price, version, at: new Date(clock.now()).toISOString() });
      counts.copies += 1;
    }
  };
  const running = Array.from({ length: writers }, (_, index) =>
    write(skus.filter((_sku, at) => at % writers === index)),
  );
  return {
    counts,
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

/** The copy takes a change that is newer than what it has, and leaves one that came twice. */
async function copy(
  { dynamodb, address }: ShopStage,
  { sku, price, version, at }: { sku: string; price: string; version: number; at: string },
): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: `${address.prefix}-prices`,
    Key: { sku: { S: sku } },
    UpdateExpression: 'SET price = :price, version = :version, updatedAt = :at',
    ConditionExpression: 'attribute_not_exists(version) OR version < :version',
    ExpressionAttributeValues: { ':price': { N: price }, ':version': { N: String(version) }, ':at': { S: at } },
  });
  try {
    await dynamodb.send(command);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

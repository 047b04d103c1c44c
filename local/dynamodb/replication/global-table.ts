/**
 * A global table of version 2019.11.21 with eventual consistency, as a model without I/O: each replica takes writes, sends
 * them to the others, and the last writer wins. A replicated write appears in the stream of the replica that it is applied to, as any
 * other write does, so the stream of each replica carries the writes of all regions.
 *
 * Source: "How DynamoDB global tables work" in the developer guide.
 */
import { Link } from './link.ts';
import { isLater, isSameItem, isSameStamp, type Item, type Stamp, type Write } from './write.ts';

interface Held {
  readonly item: Item | undefined;
  readonly stamp: Stamp;
}

/** What is known of one replica, from its stream and from what was applied to it. */
interface Replica {
  readonly items: Map<string, Held>;
  /** Writes that are or were applied, and have not appeared in its stream yet, in their order for each item. */
  readonly echoes: Map<string, Write[]>;
}

/** A write to apply to the replica of a region, under the condition that this still holds the item `over`. */
export interface Delivery {
  readonly from: string;
  readonly to: string;
  readonly write: Write;
  readonly over: Item | undefined;
}

/** A write that another region's replaced although its writer had not seen it. AWS reports these nowhere. */
export interface Overwritten {
  readonly key: string;
  readonly lost: Stamp;
  readonly kept: Stamp;
}

export class GlobalTable {
  readonly #replicas: ReadonlyMap<string, Replica>;
  readonly #links: ReadonlyMap<string, Link>;
  readonly #overwritten: Overwritten[] = [];
  #lastAt = 0;

  /** @param delayMs virtual milliseconds that a write takes to each other region */
  constructor(regions: readonly string[], delayMs: number) {
    this.#replicas = new Map(regions.map((region) => [region, { items: new Map(), echoes: new Map() }]));
    const pairs = regions.flatMap((from) => regions.filter((to) => to !== from).map((to) => nameOf(from, to)));
    this.#links = new Map(pairs.map((name) => [name, new Link(delayMs)]));
  }

  get regions(): readonly string[] {
    return [...this.#replicas.keys()];
  }

  /** @throws RangeError if there is no replica in one of the regions */
  link(from: string, to: string): Link {
    const found = this.#links.get(nameOf(from, to));
    if (found === undefined) {
      throw new RangeError(`no replication from ${from} to ${to}; the replicas are in ${this.regions.join(', ')}`);
    }
    return found;
  }

  get overwritten(): readonly Overwritten[] {
    return this.#overwritten;
  }

  /** Whether all writes have arrived everywhere. */
  get isSettled(): boolean {
    return [...this.#links.values()].every(({ waiting }) => waiting.length === 0);
  }

  /**
   * Takes a record of a replica's stream: a write of its region, which is sent to the others, or one that was replicated.
   *
   * @param at virtual milliseconds; each write counts as later than those that were taken before
   * @returns whether a client of the region wrote it
   */
  saw(region: string, key: string, item: Item | undefined, at: number): boolean {
    const replica = this.#replica(region);
    const [echo, ...others] = replica.echoes.get(key) ?? [];
    if (echo !== undefined && isSameItem(echo.item, item)) {
      replica.echoes.set(key, others);
      this.#hold(region, echo);
      return false;
    }
    this.#lastAt = Math.max(at, this.#lastAt + 1);
    const write = { key, item, stamp: { at: this.#lastAt, region }, over: replica.items.get(key)?.stamp };
    replica.items.set(key, write);
    for (const to of this.regions) if (to !== region) this.link(region, to).send(write, at);
    return true;
  }

  /**
   * The next write to apply to a region's replica. Writes that an item of the replica is newer than are passed over: they
   * have lost.
   */
  next(to: string, now: number): Delivery | undefined {
    const { items } = this.#replica(to);
    for (const from of this.regions.filter((region) => region !== to)) {
      const link = this.link(from, to);
      for (let write = link.arrived(now); write !== undefined; write = link.arrived(now)) {
        const held = items.get(write.key);
        if (isLater(write.stamp, held?.stamp)) return { from, to, write, over: held?.item };
        link.settle();
      }
    }
    return undefined;
  }

  /**
   * The delivery that `next` returned is about to be applied: its record may appear in the stream before the answer to the
   * write arrives. One that changes nothing leaves no record.
   */
  applying({ to, write, over }: Delivery): void {
    const { echoes } = this.#replica(to);
    if (!isSameItem(over, write.item)) echoes.set(write.key, [...(echoes.get(write.key) ?? []), write]);
  }

  /** The delivery was applied. */
  applied({ from, to, write }: Delivery): void {
    this.#hold(to, write);
    this.link(from, to).settle();
  }

  /** The delivery was not applied, because the replica's item is not what was known of it; it stays on its way. */
  refused({ to, write }: Delivery): void {
    const { echoes } = this.#replica(to);
    echoes.set(
      write.key,
      (echoes.get(write.key) ?? []).filter((echo) => echo !== write),
    );
  }

  /** Knows that a replica held a write of another region; it may hold a later one by now. */
  #hold(region: string, write: Write): void {
    const { items } = this.#replica(region);
    const held = items.get(write.key);
    if (!isLater(write.stamp, held?.stamp)) return;
    if (held !== undefined && held.stamp.region !== write.stamp.region && !isSameStamp(held.stamp, write.over)) {
      this.#overwritten.push({ key: write.key, lost: held.stamp, kept: write.stamp });
    }
    items.set(write.key, write);
  }

  #replica(region: string): Replica {
    const found = this.#replicas.get(region);
    if (found !== undefined) return found;
    throw new RangeError(`no replica in ${region}; the replicas are in ${this.regions.join(', ')}`);
  }
}

const nameOf = (from: string, to: string): string => `${from} ${to}`;

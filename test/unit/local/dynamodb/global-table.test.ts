import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GlobalTable } from '../../../../local/dynamodb/replication/global-table.ts';
import type { Item } from '../../../../local/dynamodb/replication/write.ts';

const HOME = 'us-east-1';
const AWAY = 'eu-west-1';
const REGIONS = [HOME, AWAY] as const;
const DELAY = 1000;

const otherThan = (region: string): string => (region === HOME ? AWAY : HOME);

interface Written {
  readonly region: string;
  readonly key: string;
  readonly item: Item | undefined;
}

/** A global table with replicas that hold items, on a clock of its own. */
class World {
  readonly table = new GlobalTable(REGIONS, DELAY);
  readonly items = new Map<string, Map<string, Item>>(REGIONS.map((region) => [region, new Map()]));
  /** The stream of each replica: all writes to it, from any region. */
  readonly streams = new Map<string, Written[]>(REGIONS.map((region) => [region, []]));
  now = 0;
  readonly #lags: boolean;
  readonly #unread: Written[] = [];

  /** @param lags whether a record of a stream is read later than it is written */
  constructor(lags = false) {
    this.#lags = lags;
  }

  write(region: string, key: string, item: Item | undefined): void {
    this.now += 1;
    this.#store({ region, key, item });
  }

  /** Applies what has arrived by now. */
  replicate(): void {
    for (const region of REGIONS) {
      for (let next = this.table.next(region, this.now); next; next = this.table.next(region, this.now)) {
        const held = JSON.stringify(this.items.get(region)?.get(next.write.key));
        this.table.applying(next);
        if (held !== JSON.stringify(next.over)) {
          this.table.refused(next);
          break;
        }
        if (held !== JSON.stringify(next.write.item)) {
          this.#store({ region, key: next.write.key, item: next.write.item });
        }
        this.table.applied(next);
      }
    }
  }

  /** Reads the streams, which lag if the world says so. */
  look(): void {
    for (const { region, key, item } of this.#unread.splice(0)) this.table.saw(region, key, item, this.now);
  }

  /** Lets time pass until everything that can arrive has arrived. */
  settle(): void {
    for (let rounds = 0; rounds < 3; rounds += 1) {
      this.look();
      this.now += DELAY;
      this.replicate();
    }
    this.look();
  }

  turn(mode: 'flows' | 'paused' | 'loses', from?: string): void {
    for (const region of REGIONS)
      if (region === (from ?? region)) this.table.link(region, otherThan(region)).turn(mode);
  }

  /** Keys that the replicas disagree on. */
  differing(): string[] {
    const [home, away] = REGIONS.map((region) => this.items.get(region) ?? new Map<string, Item>());
    const keys = new Set([...home!.keys(), ...away!.keys()]);
    return [...keys].filter((key) => JSON.stringify(home!.get(key)) !== JSON.stringify(away!.get(key))).toSorted();
  }

  #store(written: Written): void {
    const { region, key, item } = written;
    const items = this.items.get(region);
    if (item === undefined) items?.delete(key);
    else items?.set(key, item);
    this.streams.get(region)?.push(written);
    this.#unread.push(written);
    if (!this.#lags) this.look();
  }
}

const price = (cents: number): Item => ({ cents: { N: String(cents) } });

const region = fc.constantFrom(...REGIONS);
const key = fc.constantFrom('bolt', 'nut', 'saw');
const write = fc.record({ do: fc.constant('write' as const), region, key, deletes: fc.boolean() });
const step = fc.oneof(
  { weight: 6, arbitrary: write },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat({ max: 2 * DELAY }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('turn' as const),
      region,
      mode: fc.constantFrom('flows' as const, 'paused' as const),
    }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** Plays the steps; each write has contents of its own. */
function play(world: World, steps: readonly Step[]): Map<string, Written> {
  const last = new Map<string, Written>();
  for (const [index, one] of steps.entries()) {
    if (one.do === 'write') {
      const item = one.deletes ? undefined : price(index);
      if (item === undefined && world.items.get(one.region)?.has(one.key) !== true) continue;
      world.write(one.region, one.key, item);
      last.set(one.key, { region: one.region, key: one.key, item });
    } else if (one.do === 'pass') {
      world.now += one.ms;
      world.replicate();
      world.look();
    } else {
      world.turn(one.mode, one.region);
    }
  }
  return last;
}

describe('a global table', () => {
  it('brings a write to the other region after the delay, not before', () => {
    const world = new World();
    world.write(HOME, 'nut', price(250));
    world.now += DELAY - 1;
    world.replicate();
    expect(world.items.get(AWAY)?.get('nut')).toBeUndefined();
    world.now += 1;
    world.replicate();
    expect(world.items.get(AWAY)?.get('nut')).toEqual(price(250));
  });

  it('shows a replicated write in the stream of the replica, and does not send it back', () => {
    const world = new World();
    world.write(HOME, 'nut', price(250));
    world.settle();
    expect(world.streams.get(AWAY)).toEqual([{ region: AWAY, key: 'nut', item: price(250) }]);
    expect(world.table.isSettled).toBe(true);
  });

  it('lets the last writer win in both regions, and knows what was overwritten', () => {
    const world = new World();
    world.turn('paused');
    world.write(HOME, 'nut', price(1));
    world.write(AWAY, 'nut', price(2));
    world.turn('flows');
    world.settle();
    expect(world.items.get(HOME)?.get('nut')).toEqual(price(2));
    expect(world.differing()).toEqual([]);
    expect(world.table.overwritten).toEqual([
      { key: 'nut', lost: { at: 1, region: HOME }, kept: { at: 2, region: AWAY } },
    ]);
  });

  it('counts nothing as overwritten whose writer had seen what it replaced', () => {
    const world = new World();
    world.write(HOME, 'nut', price(1));
    world.settle();
    world.write(AWAY, 'nut', price(2));
    world.settle();
    world.write(HOME, 'nut', price(3));
    world.settle();
    expect(world.table.overwritten).toEqual([]);
  });

  it('names the regions when it has no replica in the one asked for', () => {
    const { table } = new World();
    expect(() => table.link(HOME, 'mars')).toThrow('the replicas are in us-east-1, eu-west-1');
    expect(() => table.saw('mars', 'nut', undefined, 0)).toThrow('no replica in mars');
  });

  it('converges on the last write of each item, whatever was written where, delayed and paused', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = new World();
        const last = play(world, steps);
        world.turn('flows');
        world.settle();
        expect(world.table.isSettled).toBe(true);
        expect(world.differing()).toEqual([]);
        for (const [name, { item }] of last) expect(world.items.get(HOME)?.get(name)).toEqual(item);
      }),
    );
  });

  it('converges too when streams lag behind what was written and replicated', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = new World(true);
        play(world, steps);
        world.turn('flows');
        world.settle();
        expect(world.table.isSettled).toBe(true);
        expect(world.differing()).toEqual([]);
      }),
    );
  });

  it('leaves exactly what was written while paused different, until it resumes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.array(key), (before, meanwhile) => {
        const world = new World();
        play(world, before);
        world.turn('flows');
        world.settle();
        world.turn('paused');
        for (const [index, name] of meanwhile.entries()) world.write(HOME, name, price(1000 + index));
        world.settle();
        expect(world.differing()).toEqual([...new Set(meanwhile)].toSorted());
      }),
    );
  });

  it('never brings what was lost, until the item is written again', () => {
    const world = new World();
    world.write(HOME, 'nut', price(1));
    world.turn('loses');
    world.write(HOME, 'saw', price(2));
    world.turn('flows');
    world.settle();
    expect(world.differing()).toEqual(['nut', 'saw']);
    world.write(HOME, 'nut', price(3));
    world.settle();
    expect(world.differing()).toEqual(['saw']);
  });

  it('delays the writes that follow a change of the delay, and keeps their order', () => {
    const world = new World();
    const link = world.table.link(HOME, AWAY);
    link.delay(5 * DELAY);
    world.write(HOME, 'nut', price(1));
    link.delay(0);
    world.write(HOME, 'nut', price(2));
    world.settle();
    expect(link.waiting).toHaveLength(2);
    world.now += 5 * DELAY;
    world.replicate();
    expect(world.items.get(AWAY)?.get('nut')).toEqual(price(2));
  });
});

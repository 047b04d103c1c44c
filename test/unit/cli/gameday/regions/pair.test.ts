import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { OpenedSystem } from '../../../../../chaos/index.ts';
import type { RegionFault, RegionRole } from '../../../../../chaos/schemas/index.ts';
import { createPair } from '../../../../../cli/gameday/regions/pair.ts';
import type { LocalRegions } from '../../../../../local/index.ts';
import { defineReconciliation, minutes, replica, type Row } from '../../../../../reconciler/index.ts';
import { OLD, rowOf, START, viewOf } from '../../../../property/reconciler/grouped-world.ts';
import { type Deferred, deferred } from './deferred.ts';

const names = { home: 'us-east-1', other: 'eu-west-1' };
const never = new AbortController().signal;

const lost = (region: RegionRole): RegionFault => ({
  id: `${region}-lost`,
  fault: 'region-lost',
  phase: 'rough',
  region,
});
const homeLost = lost('home');
const otherLost = lost('other');
const paused: RegionFault = { id: 'paused', fault: 'replication-paused', phase: 'rough', region: 'home' };

/** What happened between the regions, in order. */
let log: string[];
/** Whether nothing waits to cross; the test says when. */
let arrived: Deferred;
let moves: LocalRegions['report'] extends () => { readonly front: { readonly moves: infer Moves } } ? Moves : never;

const view = (name: string, rows: readonly Row[]) => {
  const made = viewOf('prices', { cents: 'integer', writtenAt: 'text', region: 'text' }, rows);
  return {
    ...made,
    name,
    scan: (...range: Parameters<typeof made.scan>) => {
      log.push(`reads ${name}`);
      return made.scan(...range);
    },
  };
};

const price = (key: string, cents: bigint): Row =>
  rowOf(key, { cents, writtenAt: new Date(OLD).toISOString(), region: 'us-east-1' });

function opened(atHome: readonly Row[], inOther: readonly Row[]): Parameters<typeof createPair>[0]['opened'] {
  const rule = (name: string, left: string, right: string) =>
    replica<'cents' | 'writtenAt' | 'region'>({
      name,
      left: view(left, atHome),
      right: view(right, inOther),
      updatedAt: 'writtenAt',
      region: 'region',
      settleWindow: minutes(2),
      allowEmpty: true,
    });
  const system = (...rules: ReturnType<typeof rule>[]) =>
    ({ reconciliation: defineReconciliation({ rules }) }) as unknown as OpenedSystem;
  const shared = () => rule('orders', 'orders.left', 'orders.right');
  return {
    home: system(shared(), rule('price-copies', 'catalog', 'prices')),
    other: system(shared(), rule('price-replicas', 'home.prices', 'prices')),
  };
}

function pairOn(stores = opened([], []), signal = never): ReturnType<typeof createPair> {
  let now = START;
  const clock = {
    speed: 1,
    now: () => now,
    sleep: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
  };
  const regions = {
    systems: { 'us-east-1': { clock }, 'eu-west-1': { clock } },
    cutOff: (region: string, isCutOff: boolean) => log.push(`${region} ${isCutOff ? 'lost' : 'back'}`),
    turnReplication: (mode: string) => log.push(`replication ${mode}`),
    replicated: async () => {
      await arrived.promise;
      log.push('replicated');
    },
    moveWithinMs: 98_000,
    report: () => ({ front: { moves } }),
  } as unknown as LocalRegions;
  return createPair({ regions, names, opened: stores, run: 'r1', signal });
}

beforeEach(() => {
  log = [];
  arrived = deferred();
  arrived.resolve();
  moves = [];
});

const both = <Result>(
  { home, other }: ReturnType<typeof createPair>,
  act: (pair: ReturnType<typeof createPair>['home']) => Promise<Result>,
): Promise<[Result, Result]> => Promise.all([act(home), act(other)]);

describe('the runs on two regions', () => {
  it('know their regions, and send under one token', () => {
    const { home, other } = pairOn();
    expect([home, other]).toEqual([
      expect.objectContaining({ own: 'home', names, run: 'r1', moveWithinSeconds: 98 }),
      expect.objectContaining({ own: 'other', names, run: 'r1', moveWithinSeconds: 98 }),
    ]);
  });

  it.each([
    ['the home region is lost', homeLost, 'us-east-1 lost', 'us-east-1 back'],
    ['the other region is lost', otherLost, 'eu-west-1 lost', 'eu-west-1 back'],
    ['replication is paused', paused, 'replication paused', 'replication flows'],
  ])('begin and end a fault together: %s', async (_what, fault, begun, ended) => {
    const pair = pairOn();
    const beginning = pair.home.begin(fault, never);
    await setImmediate();
    expect(log).toEqual([]);
    await Promise.all([beginning, pair.other.begin(fault, never)]);
    expect(log).toEqual([begun]);

    const ending = pair.other.end(fault, never);
    await setImmediate();
    expect(log).toEqual([begun]);
    await Promise.all([ending, pair.home.end(fault, never)]);
    expect(log.filter((line) => !line.startsWith('reads'))).toEqual([begun, ended, 'replicated']);
  });

  it('begin each fault when the later of the two asks for it', async () => {
    const faults = [homeLost, otherLost, paused];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 0, 0, 1, 1, 1], { minLength: 6 }), async (order) => {
        log = [];
        const { home, other } = pairOn();
        const asked: [number, number] = [0, 0];
        const begun: Promise<void>[] = [];
        for (const run of order as (0 | 1)[]) {
          begun.push([home, other][run]!.begin(faults[asked[run]]!, never));
          asked[run] += 1;
          await setImmediate();
          expect(log).toEqual(['us-east-1 lost', 'eu-west-1 lost', 'replication paused'].slice(0, Math.min(...asked)));
        }
        await Promise.all(begun);
      }),
    );
  });

  it('go on after a fault when all that waited has arrived', async () => {
    const pair = pairOn();
    await both(pair, (one) => one.begin(homeLost, never));
    arrived = deferred();
    const ends: string[] = [];
    const ending = both(pair, async (one) => {
      expect(await one.end(homeLost, never)).toBeUndefined();
      ends.push(one.own);
    });
    await setImmediate();
    expect([log.at(-1), ends]).toEqual(['us-east-1 back', []]);
    arrived.resolve();
    await ending;
    expect(ends.toSorted()).toEqual(['home', 'other']);
  });

  it('compare the copies by the rules of the other region alone, before replication is resumed', async () => {
    const pair = pairOn(
      opened([price('nut', 3n), price('saw', 9n), price('bolt', 1n)], [price('nut', 2n), price('saw', 9n)]),
    );
    await both(pair, (one) => one.begin(paused, never));
    const [home, other] = await both(pair, (one) => one.end(paused, never));
    expect(home).toEqual(other);
    expect(home?.views).toEqual(['prices']);
    expect(home?.found.toSorted((one, next) => (one.key < next.key ? -1 : 1))).toEqual([
      { rule: 'price-replicas', view: 'prices', key: 'bolt' },
      { rule: 'price-replicas', view: 'prices', key: 'nut' },
    ]);
    const resumed = log.indexOf('replication flows');
    expect(new Set(log.slice(1, resumed))).toEqual(new Set(['reads home.prices', 'reads prices']));
    expect(log.slice(resumed)).toEqual(['replication flows', 'replicated']);
  });

  it('break the run if the copies cannot be read, because nothing found would then mean nothing', async () => {
    const stores = opened([price('nut', 3n)], [price('nut', 2n)]);
    const unreadable = stores.other.reconciliation.rules.find(({ name }) => name === 'price-replicas')?.views.at(-1);

    const fails = async function* () {
      await Promise.resolve();
      throw new Error('no such table');
    };
    Object.assign(unreadable ?? {}, { scan: fails });
    const pair = pairOn(stores);
    await both(pair, (one) => one.begin(paused, never));
    const ends = [pair.home, pair.other].map((one) => one.end(paused, never));
    for (const end of ends) await expect(end).rejects.toThrow(/could not be compared with those at home/);
  });

  it('resume replication even if the game day ends while copies are compared', async () => {
    const ending = new AbortController();
    const pair = pairOn(opened([price('nut', 3n)], []), ending.signal);
    await both(pair, (one) => one.begin(paused, never));
    const ends = [pair.home, pair.other].map((one) => one.end(paused, ending.signal));
    ending.abort(new Error('interrupted'));
    for (const end of ends) await expect(end).rejects.toThrow('interrupted');
    pair.home.restore();
    expect(log.filter((line) => line.startsWith('replication'))).toContain('replication flows');
  });

  it('lift what has begun and not ended, once, whichever of them is ended first', async () => {
    const pair = pairOn();
    pair.home.restore();
    expect(log).toEqual([]);
    for (const fault of [homeLost, otherLost, paused]) await both(pair, (one) => one.begin(fault, never));
    await both(pair, (one) => one.end(homeLost, never));
    log = [];
    pair.other.restore();
    pair.home.restore();
    expect(log).toEqual(['eu-west-1 back', 'replication flows']);
  });

  it('say where customers were sent until now', () => {
    const { home, other } = pairOn();
    expect(home.moves()).toEqual([]);
    moves = [
      { at: '2030-01-01T00:00:00.000Z', place: 'us-east-1', to: 'us-east-1' },
      { at: '2030-01-01T00:01:38.000Z', place: 'us-east-1', to: 'eu-west-1' },
    ];
    const expected = [
      { at: '2030-01-01T00:00:00.000Z', near: 'us-east-1', to: 'us-east-1' },
      { at: '2030-01-01T00:01:38.000Z', near: 'us-east-1', to: 'eu-west-1' },
    ];
    expect([home.moves(), other.moves()]).toEqual([expected, expected]);
  });

  it.each([
    ['home', 'other'],
    ['other', 'home'],
  ] as const)(
    'wait for what the %s one has reached, and not for what they have reached themselves',
    async (one, next) => {
      const pair = pairOn();
      const reached: string[] = [];
      const waiting = pair[next].awaitOther('at-rest', never).then(() => reached.push('at-rest'));
      pair[next].reached('at-rest');
      pair[one].reached('reconciled');
      await setImmediate();
      expect(reached).toEqual([]);
      pair[one].reached('at-rest');
      await waiting;
      await expect(pair[next].awaitOther('reconciled', never)).resolves.toBeUndefined();
    },
  );

  it('have reached a moment when what they wrote before it has arrived in the other region', async () => {
    const { home, other } = pairOn();
    arrived = deferred();
    const reached: string[] = [];
    home.reached('reconciled');
    const waiting = other.awaitOther('reconciled', never).then(() => reached.push('reconciled'));
    await setImmediate();
    expect(reached).toEqual([]);
    arrived.resolve();
    await waiting;
  });

  it.each([
    [
      'the beginning of a fault',
      (pair: ReturnType<typeof createPair>, stop: AbortSignal) => pair.home.begin(paused, stop),
    ],
    ['its end', (pair: ReturnType<typeof createPair>, stop: AbortSignal) => pair.home.end(paused, stop)],
    ['a moment', (pair: ReturnType<typeof createPair>, stop: AbortSignal) => pair.home.awaitOther('at-rest', stop)],
  ])('that end do not wait for %s', async (_what, wait) => {
    const stop = new AbortController();
    const waiting = wait(pairOn(), stop.signal);
    stop.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(log).toEqual([]);
  });
});

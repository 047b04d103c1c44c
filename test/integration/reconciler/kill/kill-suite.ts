/** What must hold after a run or an undo was killed at any of its writes and another one has followed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Reading, readLedger, runReconcile, undo, viewsOf } from '../../../../reconciler/index.ts';
import { steppedClock } from '../copies.ts';
import { fillLevel, openStage, SEEDED, seedDrift, type ShopStage, type Stage, START } from '../shop-stage.ts';
import { bundleChild, type Child } from './killing.ts';
import type { KillPoint } from './writes.ts';

const HOUR = 3_600_000;

/** Chooses kill points; `purposes` are the writes of a run that is not killed, in order. */
export type Choice = (purposes: readonly string[]) => readonly KillPoint[];

export const everyPoint: Choice = (purposes) =>
  purposes.flatMap((_purpose, at) => [
    { when: 'before' as const, index: at + 1 },
    { when: 'after' as const, index: at + 1 },
  ]);

/** One write of every purpose (the second to last if there are several), alternately before and after it. */
const oneOfEachPurpose: Choice = (purposes) =>
  [...new Set(purposes)].map((purpose, turn) => {
    const own = purposes.flatMap((other, at) => (other === purpose ? [at + 1] : []));
    return { when: turn % 2 === 0 ? 'after' : 'before', index: own.at(-2) ?? own[0] ?? 1 };
  });

/** Of these, the writes that make a repair, which the next run could lose or repeat; the others keep its lease and results. */
export const oneOfEachRepair: Choice = (purposes) =>
  oneOfEachPurpose(purposes).filter(({ index }) => !/^(lease|checkpoint|result)/.test(purposes[index - 1] ?? ''));

/** Writes to the stores, which are in doubt after the kill: the next run has to find out their outcome. */
const aroundTargets: Choice = (purposes) => {
  const first = (part: string) => purposes.findIndex((purpose) => purpose.startsWith(part)) + 1;
  return ['target in DynamoDB', 'target in PostgreSQL'].flatMap((part) => [
    { when: 'before' as const, index: first(part) },
    { when: 'after' as const, index: first(part) },
  ]);
};

/** In one store before the write, and in the other one after it. */
export const atTargets: Choice = (purposes) => {
  const [, afterFirst, beforeSecond] = aroundTargets(purposes);
  return [afterFirst, beforeSecond].filter((point) => point !== undefined);
};

export interface KillOptions {
  readonly run: readonly Choice[];
  readonly undo: readonly Choice[];
  /** Seeds of runs that are killed, as are the runs that follow them. */
  readonly again?: readonly number[];
}

export function killSuite(name: string, choices: KillOptions) {
  describe(name, () => {
    let stage: Stage;
    let child: Child;
    let count = 0;
    beforeAll(async () => {
      [stage, child] = await Promise.all([openStage(), bundleChild()]);
    }, 120_000);
    afterAll(async () => {
      await child.close();
      await stage.close();
    });

    const drifted = async (): Promise<ShopStage> => {
      count += 1;
      const shop = await stage.open(`kill${count}`);
      await fillLevel(shop);
      await seedDrift(shop);
      return shop;
    };

    it('a run loses no repair, repeats no repair, and keeps its ledger correct', async () => {
      const whole = await drifted();
      const work = { kind: 'run', runId: 'killed' } as const;
      const purposes = await child.start({ address: whole.address, start: START, work });
      expect(new Set(purposes).size).toBeGreaterThanOrEqual(8);
      const level = versions(await whole.contents());
      const points = distinct(choices.run.flatMap((choice) => choice(purposes)));
      await eachOf(points, async (point) => {
        const shop = await drifted();
        await child.start({ address: shop.address, start: START, point, work });
        const label = `${point.when} write ${point.index}, ${purposes[point.index - 1] ?? ''}`;
        await afterKilledRun(shop, level, label);
      });
    }, 900_000);

    const killedAgain = async (seeds: readonly number[]) => {
      const whole = await drifted();
      const work = { kind: 'run', runId: 'killed' } as const;
      const purposes = await child.start({ address: whole.address, start: START, work });
      const level = versions(await whole.contents());
      await eachOf(seeds, async (seed) => {
        const random = seeded(seed);
        const point = (): KillPoint => ({
          when: random() < 0.5 ? 'before' : 'after',
          index: 1 + Math.floor(random() * purposes.length),
        });
        const shop = await drifted();
        const first = point();
        await child.start({ address: shop.address, start: START, point: first, work });
        const second = { ...point(), mayEnd: true as const };
        await child.start({
          address: shop.address,
          start: START + HOUR / 2,
          point: second,
          work: { kind: 'run', runId: 'killed-too' },
        });
        await afterKilledRun(shop, level, `seed ${seed}: ${JSON.stringify([first, second])}`);
      });
    };
    const { again = [] } = choices;
    if (again.length > 0) it('a run does so even if the next run is killed too', () => killedAgain(again), 900_000);

    it('an undo restores each row once', async () => {
      const whole = await drifted();
      await run(whole, 'repair', START);
      const work = { kind: 'undo', runId: 'repair', undoId: 'killed' } as const;
      const purposes = await child.start({ address: whole.address, start: START + HOUR, work });
      const restored = versions(await whole.contents());
      const points = distinct(choices.undo.flatMap((choice) => choice(purposes)));
      await eachOf(points, async (point) => {
        const shop = await drifted();
        await run(shop, 'repair', START);
        await child.start({ address: shop.address, start: START + HOUR, point, work });
        const { reconciliation, tables } = shop;
        const clock = steppedClock(START + 2 * HOUR);
        const undone = await undo({ reconciliation, tables, clock, runId: 'repair', undoId: 'again' });
        const label = `${point.when} write ${point.index}, ${purposes[point.index - 1] ?? ''}`;
        const left = undone.filter((operation) => !operation.restored).map(({ operationId }) => operationId);
        expect([label, left]).toEqual([label, ['order-notices#saw']]);
        expect([label, versions(await shop.contents())]).toEqual([label, restored]);
      });
    }, 900_000);
  });
}

/** Mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const distinct = (points: readonly KillPoint[]): readonly KillPoint[] => [
  ...new Map(points.map((point) => [JSON.stringify(point), point])).values(),
];

/** Works on two at a time. */
async function eachOf<Point>(points: readonly Point[], work: (point: Point) => Promise<void>): Promise<void> {
  const left = [...points];
  const worker = async () => {
    for (let point = left.shift(); point !== undefined; point = left.shift()) await work(point);
  };
  await Promise.all([worker(), worker()]);
}

const run = (shop: ShopStage, runId: string, start: number) =>
  runReconcile({
    reconciliation: shop.reconciliation,
    repair: shop.tables,
    runId,
    clock: steppedClock(start),
    signal: new AbortController().signal,
  });

async function afterKilledRun(shop: ShopStage, level: unknown, label: string): Promise<void> {
  const second = await run(shop, 'second', START + HOUR);
  expect([label, ['clean', 'repaired'].includes(second.outcome)]).toEqual([label, true]);
  expect([label, (await run(shop, 'third', START + 2 * HOUR)).outcome]).toEqual([label, 'clean']);
  const contents = await shop.contents();
  expect([label, versions(contents)]).toEqual([label, level]);

  const ledger = (
    await Promise.all(
      ['killed', 'killed-too', 'second', 'third'].map((runId) =>
        readLedger(shop.tables.client, shop.tables.ledgerTable, runId),
      ),
    )
  ).flat();
  const done = ledger.filter(({ status, action }) => status === 'done' && action.kind === 'write');
  const writes = SEEDED.filter((operation) => !operation.startsWith('order-notices'));
  expect([label, done.map(({ operationId }) => operationId).sort()]).toEqual([label, writes]);
  expect([label, ledger.filter(({ status }) => status === 'intended')]).toEqual([label, []]);
  for (const { operationId, key, action, postImage } of done) {
    const view = action.kind === 'write' ? viewsOf(shop.reconciliation).get(action.view) : undefined;
    const row = (await view?.read([key], reading))?.get(key);
    const parsed = (image: string | null | undefined): unknown => JSON.parse(image ?? 'null');
    // A created row is in the ledger whole, and a row that is read is not.
    expect([label, operationId, parsed(postImage)]).toMatchObject([label, operationId, parsed(row?.image)]);
  }
}

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };

/** Tables, keys, versions and values, without the marks and times that depend on the run. */
function versions(contents: Awaited<ReturnType<ShopStage['contents']>>): unknown {
  const unlike = ['_repair', 'updatedAt', 'updated_at'];
  return Object.fromEntries(
    Object.entries(contents).map(([table, rows]) => [
      table,
      Object.fromEntries(
        Object.entries(rows).map(([key, row]) => [
          key,
          Object.fromEntries(Object.entries(row).filter(([column]) => !unlike.includes(column))),
        ]),
      ),
    ]),
  );
}

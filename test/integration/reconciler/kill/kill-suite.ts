/** What must hold after a run or an undo was killed at any point at which it writes, and another one has followed. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Reading, readLedger, runReconcile, undo, viewsOf } from '../../../../reconciler/index.ts';
import { steppedClock } from '../copies.ts';
import { fillLevel, openStage, SEEDED, seedDrift, type ShopStage, type Stage, START } from '../shop-stage.ts';
import { bundleChild, type Child } from './killing.ts';
import type { KillPoint } from './writes.ts';

const HOUR = 3_600_000;

/** Which of all points are tried; `purposes` are those of a run that is not killed, in order. */
export type Choice = (purposes: readonly string[]) => readonly KillPoint[];

export const everyPoint: Choice = (purposes) =>
  purposes.flatMap((_purpose, at) => [
    { when: 'before' as const, index: at + 1 },
    { when: 'after' as const, index: at + 1 },
  ]);

/** One write of every purpose, the last but one of its kind where there are many, before and after by turns. */
export const oneOfEachPurpose: Choice = (purposes) =>
  [...new Set(purposes)].map((purpose, turn) => {
    const own = purposes.flatMap((other, at) => (other === purpose ? [at + 1] : []));
    return { when: turn % 2 === 0 ? 'after' : 'before', index: own.at(-2) ?? own[0] ?? 1 };
  });

/** Writes to the stores themselves, whose fate the next run has to find out. */
export const aroundTargets: Choice = (purposes) => {
  const first = (part: string) => purposes.findIndex((purpose) => purpose.startsWith(part)) + 1;
  return ['target in DynamoDB', 'target in PostgreSQL'].flatMap((part) => [
    { when: 'before' as const, index: first(part) },
    { when: 'after' as const, index: first(part) },
  ]);
};

export interface KillOptions {
  readonly run: readonly Choice[];
  readonly undo: readonly Choice[];
  /** Seeds of runs that are killed, and whose followers are killed too. */
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

    it('loses no repair, does none twice, and has a ledger that tells the truth after a kill of a run', async () => {
      const whole = await drifted();
      const work = { kind: 'run', runId: 'killed' } as const;
      const purposes = await child.start({ address: whole.address, start: START, work });
      expect(new Set(purposes).size).toBeGreaterThanOrEqual(8);
      const level = versions(await whole.contents());
      const points = distinct(choices.run.flatMap((choice) => choice(purposes)));
      await eachOf(points, async (point) => {
        const shop = await drifted();
        await child.start({ address: shop.address, start: START, point, work });
        const told = `${point.when} write ${point.index}, ${purposes[point.index - 1] ?? ''}`;
        await afterKilledRun(shop, level, told);
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
          address: shop.address, start: START + HOUR / 2, point: second,
          work: { kind: 'run', runId: 'killed-too' },
        });
        await afterKilledRun(shop, level, `seed ${seed}: ${JSON.stringify([first, second])}`);
      });
    };
    const { again = [] } = choices;
    if (again.length > 0) it('holds although the run that follows is killed too', () => killedAgain(again), 900_000);

    it('restores each row once, whatever point of an undo it is killed at', async () => {
      const whole = await drifted();
      await run(whole, 'mend', START);
      const work = { kind: 'undo', runId: 'mend', undoId: 'killed' } as const;
      const purposes = await child.start({ address: whole.address, start: START + HOUR, work });
      const restored = versions(await whole.contents());
      const points = distinct(choices.undo.flatMap((choice) => choice(purposes)));
      await eachOf(points, async (point) => {
        const shop = await drifted();
        await run(shop, 'mend', START);
        await child.start({ address: shop.address, start: START + HOUR, point, work });
        const { reconciliation, tables } = shop;
        const clock = steppedClock(START + 2 * HOUR);
        const undone = await undo({ reconciliation, tables, clock, runId: 'mend', undoId: 'again' });
        const told = `${point.when} write ${point.index}, ${purposes[point.index - 1] ?? ''}`;
        const left = undone.filter((operation) => !operation.restored).map(({ operationId }) => operationId);
        expect([told, left]).toEqual([told, ['order-notices#saw']]);
        expect([told, versions(await shop.contents())]).toEqual([told, restored]);
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

/** Two at a time, as many as there are processors. */
async function eachOf<Point>(points: readonly Point[], work: (point: Point) => Promise<void>): Promise<void> {
  const left = [...points];
  const worker = async () => {
    for (let point = left.shift(); point !== undefined; point = left.shift()) await work(point);
  };
  await Promise.all([worker(), worker()]);
}

const run = (shop: ShopStage, runId: string, start: number) =>
  runReconcile({
    reconciliation: shop.reconciliation, repair: shop.tables, runId,
    clock: steppedClock(start), signal: new AbortController().signal,
  });

async function afterKilledRun(shop: ShopStage, level: unknown, told: string): Promise<void> {
  const second = await run(shop, 'second', START + HOUR);
  expect([told, ['clean', 'repaired'].includes(second.outcome)]).toEqual([told, true]);
  expect([told, (await run(shop, 'third', START + 2 * HOUR)).outcome]).toEqual([told, 'clean']);
  const contents = await shop.contents();
  expect([told, versions(contents)]).toEqual([told, level]);

  const ledger = (
    await Promise.all(
      ['killed', 'killed-too', 'second', 'third'].map((runId) =>
        readLedger(shop.tables.client, shop.tables.ledgerTable, runId),
      ),
    )
  ).flat();
  const done = ledger.filter(({ status, action }) => status === 'done' && action.kind === 'write');
  const writes = SEEDED.filter((operation) => !operation.startsWith('order-notices'));
  expect([told, done.map(({ operationId }) => operationId).sort()]).toEqual([told, writes]);
  expect([told, ledger.filter(({ status }) => status === 'intended')]).toEqual([told, []]);
  for (const { operationId, key, action, postImage } of done) {
    const view = action.kind === 'write' ? viewsOf(shop.reconciliation).get(action.view) : undefined;
    const row = (await view?.read([key], reading))?.get(key);
    const parsed = (image: string | null | undefined): unknown => JSON.parse(image ?? 'null');
    expect([told, operationId, parsed(postImage)]).toEqual([told, operationId, parsed(row?.image)]);
  }
}

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };

/** Tables, keys, versions and values: all but marks and times, which say which run it was. */
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

/** Two sides that differ in nearly every row, in stores that sketch and sort them. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { search } from '../../../reconciler/engine/search.ts';
import {
  addRow,
  canonicalText,
  cellOf,
  defineRule,
  digestOf,
  DuplicateKeyError,
  emptySketch,
  type Finding,
  hashingOf,
  type HashedRow,
  memorySpool,
  minutes,
  type Pushdown,
  type RuleOptions,
  type SketchPlan,
  type SortedCell,
  tokenOf,
  type View,
} from '../../../reconciler/index.ts';
import { type Contents, START, World } from './world.ts';

const MINUTE = 60_000;
const OLD = START - 60 * MINUTE;
const SEED = '0123456789abcdef0123456789abcdef';

const digest = (plan: SketchPlan, key: string, value: string) => {
  const hashing = hashingOf(plan);
  return digestOf(hashing, { key, token: tokenOf(hashing, key, canonicalText('text', value)) });
};

/** The side as a store that sketches and sorts it. Each answer is a snapshot; the time it takes passes afterwards. */
function sorting(world: World, view: View<'value'>, contents: Contents, readMs: number): View<'value'> {
  const rowsOf = () => [...contents].map(([key, { value, touchedAt }]) => ({ key, fields: { value }, touchedAt }));
  const pushdown: Pushdown = {
    sketch(plan) {
      const sketch = emptySketch(plan);
      for (const { key, fields } of rowsOf()) addRow(sketch, digest(plan, key, fields.value));
      world.pass(readMs);
      return Promise.resolve(sketch);
    },
    select: () => {
      throw new Error('A dense diff selects nothing.');
    },
    async *sorted(plan) {
      const cells = new Map<number, HashedRow[]>();
      for (const row of rowsOf()) {
        const { rowHigh, rowLow, ...hash } = digest(plan, row.key, row.fields.value);
        const cell = cellOf(plan, hash);
        const hashed = { key: row.key, rowHigh: rowHigh | 0, rowLow: rowLow | 0, row: () => row };
        cells.set(cell, [...(cells.get(cell) ?? []), hashed]);
      }
      for (const [cell, rows] of [...cells].sort(([one], [other]) => one - other)) {
        await Promise.resolve();
        world.pass(readMs);
        yield { cell, rows };
      }
    },
  };
  return { ...view, pushdown: () => Promise.resolve(pushdown) };
}

interface Given {
  readonly readMs?: number;
  readonly keep?: number;
  readonly options?: Partial<RuleOptions>;
}

/** Runs a search whose memory is too small for its input. `reread` are the keys that it re-read by key. */
async function searched(world: World, { readMs = 0, keep = 3, options = {} }: Given = {}) {
  const reread: string[] = [];
  const reported: Finding[] = [];
  const side = (name: 'left' | 'right'): View<'value'> => {
    const view = sorting(world, world.view(name, world[name], readMs), world[name], readMs);
    return {
      ...view,
      read(keys, reading) {
        if (name === 'left') reread.push(...keys);
        return view.read(keys, reading);
      },
    };
  };
  const { engine } = defineRule({
    name: 'dense',
    left: side('left'),
    right: side('right'),
    relation: 'equal',
    mastership: { default: 'left' },
    settleWindow: minutes(2),
    repair: { kind: 'report' },
    ...options,
  });
  const found = await search(engine, [], {
    clock: world.clock,
    reading: { signal: new AbortController().signal, received: () => undefined },
    progress: () => undefined,
    holdOn: () => Promise.resolve(),
    seed: SEED,
    spool: memorySpool,
    memory: { rows: 64, cells: 16 },
    keep,
    found(finding) {
      reported.push(finding);
      return Promise.resolve();
    },
  });
  return { found, reported, reread };
}

const SIZE = 60;

/** The same keys on both sides, nearly all with different values. */
function changeNearlyAll(world: World, except: ReadonlySet<string> = new Set()): string[] {
  const keys = Array.from({ length: SIZE }, (_, at) => `key ${at}`);
  for (const key of keys) {
    world.left.set(key, { value: 'left', touchedAt: OLD });
    world.right.set(key, { value: except.has(key) ? 'left' : 'right', touchedAt: OLD });
  }
  return keys.filter((key) => !except.has(key));
}

const key = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.constantFrom('__proto__', 'constructor', '["a","b"]', 'é', 'e\u0301', '\ud800', '😀'),
);
const rows = fc.dictionary(key, fc.string({ maxLength: 2 }), { maxKeys: 20, noNullPrototype: true });

describe('a dense difference', () => {
  it('is reported exactly: each difference once, with both rows', async () => {
    const kept = fc.constantFrom(0, 1, 7, 1000);
    await fc.assert(
      fc.asyncProperty(rows, rows, rows, kept, async (common, lefts, rights, keep) => {
        const world = new World();
        changeNearlyAll(world);
        for (const [name, value] of Object.entries({ ...common, ...lefts }))
          world.left.set(name, { value, touchedAt: OLD });
        for (const [name, value] of Object.entries({ ...common, ...rights }))
          world.right.set(name, { value, touchedAt: OLD });
        const { left, right } = world;
        const { found, reported, reread } = await searched(world, { keep });
        const expected = [...new Set([...left.keys(), ...right.keys()])]
          .filter((name) => left.get(name)?.value !== right.get(name)?.value)
          .sort();
        expect(reported.map((finding) => finding.key).sort()).toEqual(expected);
        for (const { key: name, pair } of reported) {
          expect([pair.left?.fields['value'], pair.right?.fields['value']]).toEqual([
            left.get(name)?.value,
            right.get(name)?.value,
          ]);
        }
        expect(found).toMatchObject({
          rows: { left: left.size, right: right.size },
          candidates: expected.length,
          drift: expected.length,
          deferred: 0,
        });
        expect(found.findings).toHaveLength(Math.min(keep, expected.length));
        expect(reread.sort()).toEqual(found.findings.map((finding) => finding.key).sort());
      }),
      { numRuns: 60 },
    );
  });

  it('hides nothing and invents nothing, however writes and reads interleave', async () => {
    const write = fc.record({
      key: fc.constantFrom('key 0', 'key 1', 'key 2', 'key 3', 'new'),
      value: fc.string({ maxLength: 3 }),
      at: fc.integer({ min: -MINUTE, max: 20 * MINUTE }),
      lag: fc.integer({ min: 1, max: MINUTE }),
    });
    const moving = new Set(['key 0', 'key 1', 'key 2', 'key 3']);
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { maxLength: 40 }),
        fc.integer({ min: 0, max: 2000 }),
        async (writes, readMs) => {
          const world = new World();
          const drifted = changeNearlyAll(world, moving);
          const lastCopy = new Map<string, number>();
          for (const { key: name, value, at, lag } of [...writes].sort((one, other) => one.at - other.at)) {
            const copiedAt = Math.max(START + at + lag, lastCopy.get(name) ?? 0);
            lastCopy.set(name, copiedAt);
            world.at(START + at, () => world.left.set(name, { value, touchedAt: START + at }));
            world.at(copiedAt, () => world.right.set(name, { value, touchedAt: copiedAt }));
          }
          const { reported } = await searched(world, { readMs });
          expect(reported.map((finding) => finding.key).sort()).toEqual(drifted.sort());
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is read again in changed cells, and accepts a value that the master had at an earlier read', async () => {
    const world = new World();
    changeNearlyAll(world);
    // Each side changes between the reads; at the last read, the copy has what the master had at the one before.
    world.at(START + MINUTE, () => world.left.set('key 5', { value: 'first', touchedAt: START + MINUTE }));
    world.at(START + 3 * MINUTE, () => {
      world.left.set('key 5', { value: 'second', touchedAt: START + 3 * MINUTE });
      world.right.set('key 5', { value: 'first', touchedAt: START + 3 * MINUTE });
    });
    const { found, reported } = await searched(world);
    expect(reported.map((finding) => finding.key)).not.toContain('key 5');
    expect([found.drift, found.deferred]).toEqual([SIZE - 1, 0]);
  });

  it('leaves keys in flight to the next run, and reports stuck ones', async () => {
    const world = new World();
    changeNearlyAll(world);
    world.left.set('key 7', { value: 'open', touchedAt: START - 5 * MINUTE });
    world.left.set('key 8', { value: 'open', touchedAt: START - 50 * MINUTE });
    const inFlight: RuleOptions['inFlight'] = ({ left }) => left?.fields['value'] === 'open';
    const { found, reported } = await searched(world, { options: { inFlight, stuckAfter: minutes(30) } });
    const standing = new Map(reported.map((finding) => [finding.key, finding.standing]));
    expect([standing.get('key 7'), standing.get('key 8'), standing.get('key 9')]).toEqual([
      undefined,
      'stuck',
      'drift',
    ]);
    expect([found.drift, found.deferred]).toEqual([SIZE - 1, 1]);
  });

  it('is an error if a store returns a key twice, or cells out of order', async () => {
    const world = new World();
    changeNearlyAll(world);
    const view = (change: (cells: readonly SortedCell[]) => readonly SortedCell[]) => {
      const whole = sorting(world, world.view('left', world.left), world.left, 0);
      const pushdown: NonNullable<View['pushdown']> = async (fields, reading) => {
        const inner = await whole.pushdown?.(fields, reading);
        if (inner?.sorted === undefined) return undefined;
        const { sorted } = inner;
        return {
          ...inner,
          async *sorted(plan, own) {
            const cells: SortedCell[] = [];
            for await (const cell of sorted(plan, own)) cells.push(cell);
            yield* change(cells);
          },
        };
      };
      return { ...whole, pushdown };
    };
    const run = (left: View<'value'>) => {
      const right = sorting(world, world.view('right', world.right), world.right, 0);
      const { engine } = defineRule({
        name: 'dense',
        left,
        right,
        relation: 'equal',
        mastership: { default: 'left' },
        settleWindow: minutes(2),
        repair: { kind: 'report' },
      });
      return search(engine, [], {
        clock: world.clock,
        reading: { signal: new AbortController().signal, received: () => undefined },
        progress: () => undefined,
        holdOn: () => Promise.resolve(),
        keep: 3,
        seed: SEED,
        spool: memorySpool,
        memory: { rows: 64, cells: 16 },
      });
    };
    await expect(run(view((cells) => [...cells].reverse()))).rejects.toThrow(/returned cell/);
    const twice = view((cells) => cells.map(({ cell, rows: held }) => ({ cell, rows: [...held, ...held] })));
    await expect(run(twice)).rejects.toThrow(DuplicateKeyError);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Bounds, candidateIn, compare } from '../../../reconciler/engine/compare/index.ts';
import {
  addRow,
  canonicalText,
  cellOf,
  digestOf,
  DuplicateKeyError,
  emptySketch,
  hashingOf,
  joined,
  keyHash,
  memorySpool,
  type Pushdown,
  type Reading,
  type Relation,
  type Row,
  type Sides,
  type Tokened,
  tokenOf,
} from '../../../reconciler/index.ts';
import { fileSpool } from '../../../reconciler/spool/index.ts';

type Contents = readonly (readonly [key: string, value: string])[];

const SEED = '0123456789abcdef0123456789abcdef';
const reading: Reading = { signal: new AbortController().signal, received: () => undefined };
const textOf = ({ fields }: Row): string => (typeof fields['value'] === 'string' ? fields['value'] : '');
const tokenText = (row: Row): string => canonicalText('text', textOf(row));

async function* scan(contents: Contents): AsyncGenerator<Row> {
  for (const [key, value] of contents) {
    await Promise.resolve();
    yield { key, fields: { value } };
  }
}

/** A store that makes its own sketches. `selected` is what it contains at the second read. */
function pushdown(contents: Contents, selected = contents): Pushdown {
  const tokened = (rows: Contents, plan: Parameters<Pushdown['sketch']>[0]): Tokened[] =>
    rows.map(([key, value]) => ({ key, token: tokenOf(hashingOf(plan), key, canonicalText('text', value)) }));
  return {
    sketch(plan) {
      const sketch = emptySketch(plan);
      for (const row of tokened(contents, plan)) addRow(sketch, digestOf(hashingOf(plan), row));
      return Promise.resolve(sketch);
    },
    async *select(plan, selection) {
      for (const row of tokened(selected, plan)) {
        await Promise.resolve();
        const hash = keyHash(hashingOf(plan), row.key);
        const isSelected =
          selection === 'all' ||
          selection.cells.includes(cellOf(plan, hash)) ||
          selection.keyHashes.includes(joined(hash.keyHigh, hash.keyLow));
        if (isSelected) yield row;
      }
    },
  };
}

const EQUAL: Relation = {
  kind: 'equal',
  leftToken: tokenText,
  rightToken: tokenText,
  agrees: (left, right) => left === right,
};
const SUBSET: Relation = {
  ...EQUAL,
  kind: 'subset',
  agrees: (left, right) => left === undefined || left === right,
};
/** For example, the state of an order limits the state of its payment. */
const LIFECYCLE: Relation = {
  leftToken: textOf,
  rightToken: textOf,
  agrees: (left, right) => (left === undefined ? right === undefined : left.length >= (right?.length ?? 0)),
};

interface Found {
  readonly keys: readonly string[];
  readonly rows: { readonly left: number; readonly right: number };
}

async function found(
  left: Contents,
  right: Contents,
  relation: Relation,
  bounds: Omit<Bounds, 'seed'>,
  pushed: Pick<Sides, 'pushLeft' | 'pushRight' | 'repeated'> = {},
): Promise<Found> {
  const sides: Sides = {
    scanLeft: () => scan(left),
    scanRight: () => scan(right),
    reread: () => Promise.reject(new Error('Nothing is re-read while sides are compared.')),
    ...pushed,
  };
  const { candidates, rows } = await compare({ sides, relation }, reading, { seed: SEED, ...bounds });
  const keys: string[] = [];
  for await (const batch of candidates.read()) {
    for (const candidate of batch.map(candidateIn)) {
      keys.push(candidate.key);
      expect(candidate.left[0] === undefined).toBe(!left.some(([key]) => key === candidate.key));
      expect(candidate.right[0] === undefined).toBe(!right.some(([key]) => key === candidate.key));
    }
  }
  await candidates.close();
  return { keys: keys.sort(), rows };
}

/** The naive comparison: looks up every key of either side on both. */
function naive(left: Contents, right: Contents, relation: Relation): string[] {
  const [lefts, rights] = [new Map(left), new Map(right)];
  const keys = [...new Set([...lefts.keys(), ...rights.keys()])];
  return keys.filter((key) => !relation.agrees(lefts.get(key), rights.get(key))).sort();
}

const hostile = [
  '',
  '\0',
  'a\tb',
  'a\nb',
  '\\',
  '\\u0009',
  '__proto__',
  '["a","b"]',
  'é',
  'e\u0301',
  '\ud800',
  '\ud801',
  '-',
  '+',
];
const key = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom(...hostile));
const contents = fc
  .uniqueArray(fc.tuple(key, fc.oneof(fc.string({ maxLength: 2 }), fc.constantFrom(...hostile))), {
    selector: ([name]) => name,
    maxLength: 40,
  })
  .map((rows): Contents => rows);
/** Two sets that largely overlap. */
const sets = fc
  .tuple(contents, contents, contents)
  .map(([common, left, right]) => [[...new Map([...common, ...left])], [...new Map([...common, ...right])]] as const);
const memory = fc.record({ rows: fc.constantFrom(1, 4, 20, 100_000), cells: fc.constantFrom(1, 2, 16, 4096) });
const spools = fc.constantFrom(memorySpool, fileSpool());
const pushedSides = fc.constantFrom<readonly ('left' | 'right')[]>(['left'], ['right'], ['left', 'right']);

const pushing = (left: Contents, right: Contents, sides: readonly string[]) => ({
  ...(sides.includes('left') && { pushLeft: () => Promise.resolve(pushdown(left)) }),
  ...(sides.includes('right') && { pushRight: () => Promise.resolve(pushdown(right)) }),
});

describe('a comparison', () => {
  it('by sketches finds exactly the true differences, with any number of cells and any limit of memory', async () => {
    await fc.assert(
      fc.asyncProperty(sets, memory, spools, pushedSides, async ([left, right], bounds, spool, pushed) => {
        const result = await found(left, right, EQUAL, { spool, memory: bounds }, pushing(left, right, pushed));
        expect(result).toEqual({
          keys: naive(left, right, EQUAL),
          rows: { left: left.length, right: right.length },
        });
      }),
      { numRuns: 150 },
    );
  });

  it('by a join finds what a naive comparison finds, for any relation', async () => {
    const relations = fc.constantFrom(EQUAL, SUBSET, LIFECYCLE);
    await fc.assert(
      fc.asyncProperty(sets, memory, spools, relations, async ([left, right], bounds, spool, relation) => {
        const result = await found(left, right, relation, { spool, memory: bounds });
        expect(result).toEqual({
          keys: naive(left, right, relation),
          rows: { left: left.length, right: right.length },
        });
      }),
      { numRuns: 150 },
    );
  });

  it('finds a difference at rest, whatever else changes between the two reads', async () => {
    await fc.assert(
      fc.asyncProperty(sets, contents, contents, memory, async ([left, right], leftMoves, rightMoves, bounds) => {
        const moved = (held: Contents, moves: Contents): Contents => [...new Map([...held, ...moves])];
        const moving = new Set([...leftMoves, ...rightMoves].map(([name]) => name));
        const { keys } = await found(
          moved(left, leftMoves),
          moved(right, rightMoves),
          EQUAL,
          { spool: memorySpool, memory: bounds },
          {
            pushLeft: () => Promise.resolve(pushdown(left, moved(left, leftMoves))),
            pushRight: () => Promise.resolve(pushdown(right, moved(right, rightMoves))),
          },
        );
        const atRest = (names: readonly string[]): string[] => names.filter((name) => !moving.has(name));
        expect(atRest(keys)).toEqual(atRest(naive(left, right, EQUAL)));
      }),
      { numRuns: 150 },
    );
  });

  it('reports the side that contains a key twice, and invents no difference', async () => {
    const cases = fc.record({
      side: fc.constantFrom<'left' | 'right'>('left', 'right'),
      at: fc.nat(),
      more: fc.integer({ min: 1, max: 3 }),
      sketched: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        sets,
        memory,
        spools,
        cases,
        async ([left, right], bounds, spool, { side, at, more, sketched }) => {
          const doubled = side === 'left' ? left : right;
          fc.pre(doubled.length > 0);
          const twice = [...doubled, ...Array.from({ length: more }, () => doubled[at % doubled.length]!)];
          const sides: readonly [Contents, Contents] = side === 'left' ? [twice, right] : [left, twice];
          // A store that makes its own sketches keeps its keys unique; the streamed side does not.
          const pushed = sketched ? pushing(...sides, [side === 'left' ? 'right' : 'left']) : {};
          await expect(found(...sides, EQUAL, { spool, memory: bounds }, pushed)).rejects.toThrow(DuplicateKeyError);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('finds a key that a side contains several times, if the side may, and compares all others', async () => {
    const standIn = (side: string) => (key: string) => ({ key, fields: { value: `several rows of the ${side} side` } });
    const cases = fc.record({
      sides: fc.constantFrom<readonly ('left' | 'right')[]>(['left'], ['right'], ['left', 'right']),
      at: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 4 }),
      sketched: fc.boolean(),
    });
    const relations = fc.constantFrom(EQUAL, SUBSET);
    await fc.assert(
      fc.asyncProperty(
        sets,
        memory,
        spools,
        cases,
        relations,
        async ([left, right], bounds, spool, given, relation) => {
          const contents = { left, right };
          const doubled = { left: new Map<string, string>(), right: new Map<string, string>() };
          const twice = { left: [...left], right: [...right] };
          for (const side of given.sides) {
            const rows = contents[side];
            if (rows.length === 0) continue;
            for (const [at, more] of given.at) {
              const [key, value] = rows[at % rows.length]!;
              doubled[side].set(key, standIn(side)(key).fields.value);
              for (let time = 0; time < more; time += 1)
                twice[side].push([key, time % 2 === 0 ? value : 'another value']);
            }
          }
          const [only, other] = given.sides;
          const canSketch = given.sketched && other === undefined && relation.kind === 'equal';
          const pushed = canSketch ? pushing(twice.left, twice.right, [only === 'left' ? 'right' : 'left']) : {};
          const repeated = Object.fromEntries(given.sides.map((side) => [side, standIn(side)]));
          const { keys } = await found(
            twice.left,
            twice.right,
            relation,
            { spool, memory: bounds },
            { ...pushed, repeated },
          );
          const standing = (side: 'left' | 'right'): Contents =>
            contents[side].map(([key, value]) => [key, doubled[side].get(key) ?? value]);
          expect(keys).toEqual(naive(standing('left'), standing('right'), relation));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('fails if a side breaks off, instead of treating it as complete', async () => {
    const broken: Sides = {
      scanLeft: () => scan([['a', '1']]),
      async *scanRight() {
        yield { key: 'a', fields: { value: '1' } };
        await Promise.reject(new Error('The connection was lost.'));
      },
      reread: () => Promise.resolve(new Map()),
    };
    const bounds = { seed: SEED, spool: memorySpool, memory: { rows: 1 } };
    await expect(compare({ sides: broken, relation: EQUAL }, reading, bounds)).rejects.toThrow('connection');
    const pushed = { ...broken, pushLeft: () => Promise.resolve(pushdown([['a', '1']])) };
    await expect(compare({ sides: pushed, relation: EQUAL }, reading, bounds)).rejects.toThrow('connection');
  });
});

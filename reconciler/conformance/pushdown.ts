import assert from 'node:assert/strict';
import {
  addRow,
  CANONICAL_VERSION,
  canonicalText,
  own,
  cellOf,
  type Digest,
  digestOf,
  emptySketch,
  type Fields,
  hashingOf,
  joined,
  merged,
  type Pushdown,
  type SketchPlan,
  type Tokened,
  tokenOf,
  type View,
} from '../engine/index.ts';
import { restrictedPushdownConformance } from './restricted.ts';
import { AT, bolt, type Check, checksOf, named, type OpenStore, reading, scanned } from './store.ts';

const plan: SketchPlan = { version: CANONICAL_VERSION, seed: '00112233445566778899aabbccddeeff', cells: 64 };
const hashing = hashingOf(plan);

const rows: Readonly<Record<string, Fields>> = {
  ...named('push', 100),
  nothing: { name: null, count: null, price: null, active: null },
  empty: { ...bolt, name: '', count: 0n, price: '-0.5', active: false },
  small: { ...bolt, count: -(2n ** 63n), price: '0.0001' },
  [`hostile '; -- "x" :key \\ é\n😀`]: bolt,
};

/**
 * Checks for a store that computes tokens and sketches itself: it must produce exactly what the engine computes from
 * its rows.
 */
export const pushdownConformance = (open: OpenStore): Check[] => [
  ...checksOf(open, {
    async 'makes the same sketch that the engine makes from its rows'({ view, put }) {
      await put(rows, AT);
      const expected = emptySketch(plan);
      for (const { digest } of await streamed(view)) addRow(expected, digest);
      const { lanes } = await (await pushdownOf(view)).sketch(plan, reading);
      assert.deepEqual(lanes, expected.lanes);
    },

    async 'selects all rows, the rows of some cells, and the rows of some key hashes'({ view, put }) {
      await put(rows, AT);
      const all = await streamed(view);
      const pushdown = await pushdownOf(view);
      const [first, second] = all;
      assert.ok(first && second);
      const cells = [cellOf(plan, first.digest), cellOf(plan, second.digest)];
      const hashes = all.slice(0, 3).map(({ digest }) => hashOf(digest));
      const selections = [
        { selection: 'all' as const, has: () => true },
        { selection: { cells, keyHashes: [] }, has: (digest: Digest) => cells.includes(cellOf(plan, digest)) },
        { selection: { cells: [], keyHashes: hashes }, has: (digest: Digest) => hashes.includes(hashOf(digest)) },
        { selection: { cells: [], keyHashes: [] }, has: () => false },
      ];
      for (const { selection, has } of selections) {
        const found: Tokened[] = [];
        for await (const row of pushdown.select(plan, selection, reading)) found.push(row);
        assert.deepEqual(sorted(found), sorted(all.filter(({ digest }) => has(digest)).map(({ row }) => row)));
      }
    },

    async 'makes the same sketch from its parts, and selects the same rows, if it can be read in parts'({ view, put }) {
      await put(rows, AT);
      const pushdown = await pushdownOf(view);
      const expected = await pushdown.sketch(plan, reading);
      let whole = emptySketch(plan);
      const found: Tokened[] = [];
      for (const part of (await view.parts?.list(4, reading)) ?? []) {
        whole = merged(whole, await pushdown.sketch(plan, { ...reading, part }));
        for await (const row of pushdown.select(plan, 'all', { ...reading, part })) found.push(row);
      }
      if (view.parts === undefined) return;
      assert.deepEqual(whole.lanes, expected.lanes);
      assert.deepEqual(sorted(found), sorted((await streamed(view)).map(({ row }) => row)));
    },

    async 'streams every row cell by cell, in full and with its hash, if it can sort rows by cell'({ view, put }) {
      await put(rows, AT);
      const { sorted } = await pushdownOf(view);
      if (sorted === undefined) return;
      const all = new Map((await streamed(view)).map(({ row, digest }) => [row.key, digest]));
      const whole = new Map((await scanned(view)).map((row) => [row.key, row]));
      let last = -1;
      let count = 0;
      for await (const { cell, rows: held } of sorted(plan, reading)) {
        assert.ok(cell > last && held.length > 0, `cell ${cell} comes after cell ${last}, or is empty`);
        last = cell;
        for (const { key, rowHigh, rowLow, row } of held) {
          const digest = all.get(key);
          assert.ok(digest, `a scan does not return the row ${key}`);
          assert.equal(cellOf(plan, digest), cell);
          assert.deepEqual([rowHigh >>> 0, rowLow >>> 0], [digest.rowHigh, digest.rowLow]);
          assert.deepEqual(row(), whole.get(key));
          count += 1;
        }
      }
      assert.equal(count, whole.size);
    },
  }),
  ...restrictedPushdownConformance(open),
];

async function pushdownOf(view: View): Promise<Pushdown> {
  const pushdown = await view.pushdown?.(Object.keys(view.fields), reading);
  assert.ok(pushdown, 'the view offers no pushdown');
  return pushdown;
}

async function streamed(view: View): Promise<{ readonly row: Tokened; readonly digest: Digest }[]> {
  return (await scanned(view)).map(({ key, fields }) => {
    const texts = Object.entries(view.fields).map(([field, type]) => canonicalText(type, own(fields, field)));
    const row = { key, token: tokenOf(hashing, key, texts.join('')) };
    return { row, digest: digestOf(hashing, row) };
  });
}

const hashOf = ({ keyHigh, keyLow }: Digest): bigint => joined(keyHigh, keyLow);

const sorted = (found: readonly Tokened[]): Tokened[] =>
  [...found].sort((one, other) => (one.key < other.key ? -1 : 1)).map(({ key, token }) => ({ key, token }));

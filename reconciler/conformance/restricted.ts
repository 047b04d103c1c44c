import assert from 'node:assert/strict';
import type { Fields, GuardedWrite, Row, Stamp, View, WriteOutcome } from '../engine/index.ts';
import {
  AT,
  bolt,
  type Check,
  checksOf,
  named,
  type OpenStore,
  reading,
  reread,
  scanned,
  type StoreUnderTest,
  type WrittenStoreUnderTest,
} from './store.ts';

const idle: Fields = { ...bolt, active: false };

/** Checks for every store whose views take `where` and fields within documents; a store without them passes. */
export const restrictedConformance = (open: OpenStore): Check[] =>
  checksOf(open, {
    async 'shows only the rows that meet its conditions, in a scan and in a read'({ active, view, put }) {
      if (active === undefined) return;
      await put({ ...named('shown', 20), hidden: idle, 'hidden-2': idle }, AT);
      const expected = (await scanned(view)).filter(({ fields }) => fields['active'] === true);
      assert.ok(expected.length >= 20);
      assert.deepEqual(keysOf(await scanned(active)), keysOf(expected));
      assert.deepEqual([...(await reread(active, ['shown-001', 'hidden', 'hidden-2'])).keys()], ['shown-001']);
      assert.deepEqual(await active.inspect?.(reading), []);
      assert.notEqual(active.where, undefined, 'a rule with other conditions must have another digest');
    },

    async 'reads a member of a document, and reports once a path that no row holds'({ nested }) {
      if (nested === undefined) return;
      await nested.put({ member: bolt, none: { ...bolt, name: null } }, AT);
      const { view } = nested;
      assert.deepEqual((await reread(view, ['member'])).get('member')?.fields, bolt);
      const rows = new Map((await scanned(view)).map((row) => [row.key, row.fields]));
      assert.deepEqual(rows.get('member'), bolt);
      assert.equal(rows.get('none')?.['name'], null);
      const absent: string[] = [];
      const watched = { ...reading, absent: ({ field }: { readonly field: string }) => absent.push(field) };
      for await (const row of view.scan(watched)) assert.ok(row);
      assert.deepEqual(absent, []);
    },
  });

const keysOf = (rows: readonly Row[]): string[] => rows.map(({ key }) => key).sort();

/** Checks for a store that takes repairs through views with `where`, and to fields within documents. */
export const restrictedWritingConformance = (open: OpenStore<WrittenStoreUnderTest>): Check[] =>
  checksOf(open, {
    async 'creates no row outside its conditions, and none over one that it does not show'({ active, put, whole }) {
      if (active === undefined) return;
      assert.equal((await write(active, { kind: 'create', key: 'outside', fields: idle })).written, false);
      assert.equal(await whole('outside'), undefined);
      await put({ taken: idle }, AT);
      const before = await whole('taken');
      const refused = await write(active, { kind: 'create', key: 'taken', fields: bolt });
      assert.ok(!refused.written && refused.reason.includes('where'), JSON.stringify(refused));
      assert.equal(await whole('taken'), before);
      const others = Object.fromEntries(Object.entries(bolt).filter(([field]) => field !== 'active'));
      assert.equal((await write(active, { kind: 'create', key: 'inside', fields: others })).written, true);
      assert.deepEqual((await rowOf(active, 'inside'))?.fields, bolt);
    },

    async 'takes no row out of its conditions'({ active, put, whole }) {
      if (active === undefined) return;
      await put({ leaving: bolt }, AT);
      const before = await whole('leaving');
      const guard = await guardOf(active, 'leaving');
      const refused = await write(active, { kind: 'update', key: 'leaving', fields: { active: false }, guard });
      assert.ok(!refused.written && refused.reason.includes('where'), JSON.stringify(refused));
      assert.equal(await whole('leaving'), before);
      assert.equal(
        (await write(active, { kind: 'update', key: 'leaving', fields: { price: '8' }, guard })).written,
        true,
      );
    },

    async 'writes no row that left its conditions after the comparison'({ active, put, whole }) {
      if (active === undefined) return;
      await put({ left: bolt }, AT);
      const guard = await guardOf(active, 'left');
      const image = guard.image ?? null;
      await put({ left: idle }, AT);
      const before = await whole('left');
      for (const guarded of [
        { kind: 'update', key: 'left', fields: { price: '8' }, guard },
        { kind: 'delete', key: 'left', guard },
        { kind: 'restore', key: 'left', image, expected: image },
        { kind: 'restore', key: 'left', image: null, expected: image },
      ] as const) {
        assert.equal((await write(active, guarded)).written, false, `${guarded.kind} of a row outside`);
        assert.equal(await whole('left'), before);
      }
    },

    async 'undoes nothing through other conditions than those of the repair'({ active, view, put, whole }) {
      if (active === undefined) return;
      await put({ narrowed: idle, gone: idle }, AT);
      const before = (await guardOf(view, 'narrowed')).image ?? null;
      const changed = await write(view, {
        kind: 'update',
        key: 'narrowed',
        fields: { price: '8' },
        guard: await guardOf(view, 'narrowed'),
      });
      const kept = await whole('narrowed');
      const expected = changed.written ? changed.image : null;
      const undone = await write(active, { kind: 'restore', key: 'narrowed', image: before, expected });
      assert.ok(!undone.written && undone.reason.includes('where'), JSON.stringify(undone));
      assert.equal(await whole('narrowed'), kept);
      const guard = await guardOf(view, 'gone');
      const image = (await view.imageBefore?.({ kind: 'delete', key: 'gone', guard })) ?? guard.image ?? '';
      assert.ok((await write(view, { kind: 'delete', key: 'gone', guard: { ...guard, image } })).written);
      const restored = await write(active, { kind: 'restore', key: 'gone', image, expected: null });
      assert.ok(!restored.written && restored.reason.includes('where'), JSON.stringify(restored));
      assert.equal(await whole('gone'), undefined);
    },

    async 'undoes what it did within its conditions'({ active, put, whole }) {
      if (active === undefined) return;
      await put({ within: bolt }, AT);
      const before = await whole('within');
      const guard = await guardOf(active, 'within');
      const changed = await write(active, { kind: 'update', key: 'within', fields: { price: '8' }, guard });
      const expected = changed.written ? changed.image : null;
      const back = await write(active, { kind: 'restore', key: 'within', image: guard.image ?? null, expected });
      assert.equal(back.written, true, JSON.stringify(back));
      assert.equal(await whole('within'), before);
    },

    async 'writes a member of a document, keeps the others, and restores the document'({ nested, whole }) {
      if (nested === undefined) return;
      const { view, put, kept } = nested;
      await put({ member: bolt }, AT);
      const before = await whole('member');
      const guard = await guardOf(view, 'member');
      const changed = await write(view, { kind: 'update', key: 'member', fields: { name: 'another' }, guard });
      assert.equal(changed.written, true, JSON.stringify(changed));
      assert.equal((await rowOf(view, 'member'))?.fields['name'], 'another');
      assert.equal(await kept('member'), 'kept');
      const { image: expected } = changed;
      const back = await write(view, { kind: 'restore', key: 'member', image: guard.image ?? null, expected });
      assert.equal(back.written, true, JSON.stringify(back));
      assert.equal(await whole('member'), before);
    },

    async 'creates a row with a new document around a member'({ nested }) {
      if (nested === undefined) return;
      assert.equal((await write(nested.view, { kind: 'create', key: 'made', fields: bolt })).written, true);
      assert.deepEqual((await rowOf(nested.view, 'made'))?.fields, bolt);
      assert.equal(await nested.kept('made'), undefined);
    },

    async 'refuses a member of a document that somebody else changed elsewhere'({ nested, whole }) {
      if (nested === undefined) return;
      const { view, put } = nested;
      await put({ both: bolt }, AT);
      const guard = await guardOf(view, 'both');
      await put({ both: { ...bolt, name: 'theirs' } }, AT);
      const before = await whole('both');
      const refused = await write(view, { kind: 'update', key: 'both', fields: { name: 'ours' }, guard });
      assert.equal(refused.written, false);
      assert.equal(await whole('both'), before);
    },
  });

/** Checks for a store that computes sketches: it computes them from the rows that meet the conditions. */
export const restrictedPushdownConformance = (open: OpenStore): Check[] =>
  checksOf(open, {
    async 'computes tokens of the rows that meet its conditions, and of no others'({ active, put }: StoreUnderTest) {
      if (active === undefined) return;
      await put({ ...named('token', 20), hidden: idle }, AT);
      const fields = Object.keys(active.fields);
      const pushdown = await active.pushdown?.(fields, reading);
      assert.ok(pushdown, 'the view offers no pushdown');
      const plan = { version: 1, seed: '00112233445566778899aabbccddeeff', cells: 64 };
      const keys: string[] = [];
      for await (const { key } of pushdown.select(plan, 'all', reading)) keys.push(key);
      const expected = keysOf(await scanned(active));
      assert.deepEqual(keys.sort(), expected);
      const { lanes } = await pushdown.sketch(plan, reading);
      assert.equal(
        [...lanes.count].reduce((sum, count) => sum + count, 0),
        expected.length,
      );
      const sorted: string[] = [];
      for await (const { rows } of pushdown.sorted?.(plan, reading) ?? []) sorted.push(...rows.map(({ key }) => key));
      if (pushdown.sorted !== undefined) assert.deepEqual(sorted.sort(), expected);
    },
  });

const stamp: Stamp = { mark: 'run#operation', at: new Date('2026-03-01T11:00:00.000Z') };

async function write(view: View, guarded: GuardedWrite): Promise<WriteOutcome> {
  assert.ok(view.write, 'the view has no write member: open it as writable');
  return view.write(guarded, stamp);
}

const rowOf = async (view: View, key: string): Promise<Row | undefined> => (await view.read([key], reading)).get(key);

async function guardOf(view: View, key: string): Promise<Row> {
  const row = await rowOf(view, key);
  assert.ok(row, `the view does not find the row ${key}`);
  return row;
}

import assert from 'node:assert/strict';
import type { GuardedWrite, Row, Stamp, View, WriteOutcome } from '../engine/index.ts';
import { AT, bolt, type Check, checksOf, type OpenStore, reading } from './store.ts';

const LATER = new Date('2026-03-01T11:00:00.000Z');
const stamp: Stamp = { mark: 'run#operation', at: LATER };

/** What a store that repairs are written through has to do, with a view that is writable. */
export const writingContract = (open: OpenStore): Check[] =>
  checksOf(open, {
    async 'creates a row only where there is none'({ view }) {
      const created = await write(view, { kind: 'create', key: 'new', fields: bolt });
      assert.equal(created.written, true);
      holds(await rowOf(view, 'new'), {
        fields: bolt,
        version: 1n,
        touchedAt: LATER.getTime(),
      });
      const again = await write(view, { kind: 'create', key: 'new', fields: { ...bolt, name: 'other' } });
      assert.equal(again.written, false);
      assert.equal((await rowOf(view, 'new'))?.fields['name'], bolt['name']);
    },

    async 'updates a row that is what it was, and raises its version'({ view, put }) {
      await put({ update: bolt }, AT);
      const guard = await guardOf(view, 'update');
      const update = { kind: 'update', key: 'update', fields: { price: '4.5', active: false }, guard } as const;
      assert.equal((await write(view, update)).written, true);
      holds(await rowOf(view, 'update'), {
        fields: { ...bolt, price: '4.5', active: false },
        version: 2n,
        touchedAt: LATER.getTime(),
      });
      assert.equal((await write(view, update)).written, false);
    },

    async 'refuses to update a row whose values moved under the same version'({ view, put }) {
      await put({ moved: bolt }, AT);
      const guard = await guardOf(view, 'moved');
      await put({ moved: { ...bolt, price: '99' } }, AT);
      const outcome = await write(view, { kind: 'update', key: 'moved', fields: { price: '1' }, guard });
      assert.equal(outcome.written, false);
      assert.equal((await rowOf(view, 'moved'))?.fields['price'], '99');
    },

    async 'deletes a row only as it was'({ view, put }) {
      await put({ delete: bolt }, AT);
      const guard = await guardOf(view, 'delete');
      await put({ delete: { ...bolt, count: 1n } }, AT);
      assert.equal((await write(view, { kind: 'delete', key: 'delete', guard })).written, false);
      const current = await guardOf(view, 'delete');
      assert.deepEqual(await write(view, { kind: 'delete', key: 'delete', guard: current }), {
        written: true,
        image: null,
      });
      assert.equal(await rowOf(view, 'delete'), undefined);
    },

    async 'restores a changed row byte for byte but for the version and the mark, once'({ view, put }) {
      await put({ undo: bolt }, AT);
      const before = await guardOf(view, 'undo');
      const written = await write(view, { kind: 'update', key: 'undo', fields: { name: 'x' }, guard: before });
      const expected = written.written ? written.image : null;
      const restore = { kind: 'restore', key: 'undo', image: before.image ?? null, expected } as const;
      assert.equal((await write(view, restore)).written, true);
      holds(await rowOf(view, 'undo'), {
        fields: bolt,
        touchedAt: AT.getTime(),
        version: 3n,
      });
      assert.equal((await write(view, restore)).written, false);
    },

    async 'restores the absence of a row that was created, and a row that was deleted'({ view }) {
      const created = await write(view, { kind: 'create', key: 'gone', fields: bolt });
      const image = created.written ? created.image : null;
      const removed = await write(view, { kind: 'restore', key: 'gone', image: null, expected: image });
      assert.equal(removed.written, true);
      assert.equal(await rowOf(view, 'gone'), undefined);
      const restored = await write(view, { kind: 'restore', key: 'gone', image, expected: null });
      assert.equal(restored.written, true);
      assert.deepEqual((await rowOf(view, 'gone'))?.fields, bolt);
    },
  });

async function write(view: View, guarded: GuardedWrite): Promise<WriteOutcome> {
  assert.ok(view.write, 'a view that is writable has write');
  return view.write(guarded, stamp);
}

/** The row has these members as they are given here, whatever else it has. */
function holds(row: Row | undefined, expected: Partial<Row>): void {
  const members = Object.keys(expected) as (keyof Row)[];
  assert.deepEqual(Object.fromEntries(members.map((member) => [member, row?.[member]])), expected);
}

const rowOf = async (view: View, key: string): Promise<Row | undefined> => (await view.read([key], reading)).get(key);

async function guardOf(view: View, key: string): Promise<Row> {
  const row = await rowOf(view, key);
  assert.ok(row, `the store does not give the row ${key}, which was put`);
  return row;
}

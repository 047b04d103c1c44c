import assert from 'node:assert/strict';
import { type GuardedWrite, type Row, sameImage, type Stamp, type View, type WriteOutcome } from '../engine/index.ts';
import { restrictedWritingConformance } from './restricted.ts';
import { AT, bolt, type Check, checksOf, type OpenStore, reading, type WrittenStoreUnderTest } from './store.ts';

const LATER = new Date('2026-03-01T11:00:00.000Z');
const stamp: Stamp = { mark: 'run#operation', at: LATER };

/** Checks for a store that takes repairs, through a writable view. */
export const writingConformance = (open: OpenStore<WrittenStoreUnderTest>): Check[] => [
  ...checksOf(open, {
    async 'creates a row only if there is none'({ view }) {
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

    async 'updates an unchanged row, and raises its version'({ view, put }) {
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

    async 'refuses to update a row whose values changed but whose version did not'({ view, put }) {
      await put({ moved: bolt }, AT);
      const guard = await guardOf(view, 'moved');
      await put({ moved: { ...bolt, price: '99' } }, AT);
      const outcome = await write(view, { kind: 'update', key: 'moved', fields: { price: '1' }, guard });
      assert.equal(outcome.written, false);
      assert.equal((await rowOf(view, 'moved'))?.fields['price'], '99');
    },

    async 'deletes a row only if it is unchanged'({ view, put }) {
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

    async 'refuses to delete a row that is gone'({ view, put }) {
      await put({ twice: bolt }, AT);
      const guard = await guardOf(view, 'twice');
      const deletion = { kind: 'delete', key: 'twice', guard } as const;
      assert.equal((await write(view, deletion)).written, true);
      const again = await write(view, deletion);
      assert.equal(again.written, false, 'says that it deleted a row that was gone');
      assert.ok(!('isInDoubt' in again), 'is in doubt about a request that it sent once');
      assert.equal(await rowOf(view, 'twice'), undefined);
    },

    async 'distinguishes a row that was written twice from the original row'({ view, put }) {
      await put({ chain: bolt }, AT);
      const first = await guardOf(view, 'chain');
      await write(view, { kind: 'update', key: 'chain', fields: { name: 'x' }, guard: first });
      const second = await guardOf(view, 'chain');
      const written = await write(view, { kind: 'update', key: 'chain', fields: { price: '7' }, guard: second });
      const image = (await guardOf(view, 'chain')).image ?? '';
      assert.ok(written.written && written.image !== null, 'did not update the row');
      const isUnwritten = (one: string, other: string): boolean =>
        view.images?.isUnwritten?.(one, other) ?? sameImage(one, other);
      assert.ok(isUnwritten(image, written.image), 'the image of a write is not the image of the row after it');
      assert.ok(!isUnwritten(image, second.image ?? ''), 'two images do not show the write between them');
    },

    async 'restores an updated row once, byte for byte except its version and mark'({ view, put }) {
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

    async 'refuses every write to a row that was written since, even outside its fields'({ view, put, touch, whole }) {
      await put({ touched: bolt }, AT);
      const guard = await guardOf(view, 'touched');
      await touch('touched');
      const before = await whole('touched');
      const image = guard.image ?? null;
      for (const guarded of [
        { kind: 'update', key: 'touched', fields: { name: 'x' }, guard },
        { kind: 'delete', key: 'touched', guard },
        { kind: 'restore', key: 'touched', image: null, expected: image },
      ] as const) {
        assert.equal(
          (await write(view, guarded)).written,
          false,
          `did not refuse the ${guarded.kind} of a row that was written since`,
        );
        assert.equal(await whole('touched'), before);
      }
    },

    async 'restores a deleted row completely, including what no field declares'({ view, put, touch, whole }) {
      await put({ whole: bolt }, AT);
      await touch('whole');
      const before = await whole('whole');
      const guard = await guardOf(view, 'whole');
      const image = (await view.imageBefore?.({ kind: 'delete', key: 'whole', guard })) ?? guard.image ?? '';
      const removed = await write(view, { kind: 'delete', key: 'whole', guard: { ...guard, image } });
      assert.deepEqual(removed, { written: true, image: null });
      const restored = await write(view, { kind: 'restore', key: 'whole', image, expected: null });
      assert.equal(restored.written, true);
      assert.equal(await whole('whole'), before);
    },

    async 'refuses a deletion that it could not undo'({ view, put, forbid, whole }) {
      await put({ forbidden: bolt }, AT);
      await forbid?.('forbidden');
      const before = await whole('forbidden');
      const guard = await guardOf(view, 'forbidden');
      let image: string | undefined;
      let isDeleted = false;
      try {
        image = (await view.imageBefore?.({ kind: 'delete', key: 'forbidden', guard })) ?? guard.image ?? '';
        isDeleted = (await write(view, { kind: 'delete', key: 'forbidden', guard: { ...guard, image } })).written;
      } catch {
        // A store may also refuse with an error.
      }
      if (isDeleted) {
        const restore = { kind: 'restore', key: 'forbidden', image: image ?? null, expected: null } as const;
        assert.equal((await write(view, restore)).written, true, 'the deleted row cannot be restored');
      }
      assert.equal(await whole('forbidden'), before);
    },

    async 'writes the stored values of another row, and reads the same values back'({ view, put }) {
      await put({ master: bolt, copy: { ...bolt, name: null, price: '-1', active: false } }, AT);
      const master = await guardOf(view, 'master');
      const { fields, stored = {} } = master;
      const guard = await guardOf(view, 'copy');
      assert.equal((await write(view, { kind: 'update', key: 'copy', fields, stored, guard })).written, true);
      assert.equal((await write(view, { kind: 'create', key: 'copied', fields, stored })).written, true);
      for (const key of ['copy', 'copied']) {
        const row = await guardOf(view, key);
        assert.deepEqual([row.fields, row.stored], [fields, stored]);
      }
    },

    async 'undoes a creation by deleting the row, and restores a deleted row'({ view }) {
      const created = await write(view, { kind: 'create', key: 'gone', fields: bolt });
      const image = created.written ? created.image : null;
      const removed = await write(view, { kind: 'restore', key: 'gone', image: null, expected: image });
      assert.equal(removed.written, true);
      assert.equal(await rowOf(view, 'gone'), undefined);
      const restored = await write(view, { kind: 'restore', key: 'gone', image, expected: null });
      assert.equal(restored.written, true);
      assert.deepEqual((await rowOf(view, 'gone'))?.fields, bolt);
    },
  }),
  ...restrictedWritingConformance(open),
];

async function write(view: View, guarded: GuardedWrite): Promise<WriteOutcome> {
  assert.ok(view.write, 'the view has no write member: open it as writable');
  return view.write(guarded, stamp);
}

/** Asserts that the row has these members; it may have others. */
function holds(row: Row | undefined, expected: Partial<Row>): void {
  const members = Object.keys(expected) as (keyof Row)[];
  assert.deepEqual(Object.fromEntries(members.map((member) => [member, row?.[member]])), expected);
}

const rowOf = async (view: View, key: string): Promise<Row | undefined> => (await view.read([key], reading)).get(key);

async function guardOf(view: View, key: string): Promise<Row> {
  const row = await rowOf(view, key);
  assert.ok(row, `the view does not find the row ${key}, which put() wrote`);
  return row;
}

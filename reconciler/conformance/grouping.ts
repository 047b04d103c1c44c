import assert from 'node:assert/strict';
import { type Fields, type Row, StoreReadError, type View } from '../engine/index.ts';
import { AT, bolt, type Check, checksOf, named, type OpenStore, reading, scanned } from './store.ts';

const HOSTILE = `'; DROP TABLE things; -- "x", :name $1 \\ é\n2`;

/** Checks for a store that reads rows by the values of the fields `name` and `count`, without reading its whole table. */
export const groupConformance = (open: OpenStore): Check[] =>
  checksOf(open, {
    async 'reads every row of a group, over pages'({ view, put }) {
      const rows = Object.fromEntries(
        Object.entries(named('group', 25)).map(([key, row], at) => [
          key,
          { ...row, name: 'grouped', count: BigInt(at % 2) },
        ]),
      );
      await put(rows, AT);
      const all = new Map((await scanned(view)).map((row) => [row.key, row]));
      const even = await grouped(view, ['name', 'count'], [{ name: 'grouped', count: 0n }]);
      const expected = Object.keys(rows).filter((key) => rows[key]?.count === 0n);
      assert.deepEqual(
        even.filter(({ fields }) => fields['count'] === 0n),
        expected.map((key) => all.get(key)),
      );
    },

    async 'reads several groups, and none that no row is in'({ view, put }) {
      await put(
        { one: { ...bolt, name: 'one' }, two: { ...bolt, name: HOSTILE }, other: { ...bolt, name: 'other' } },
        AT,
      );
      const found = await grouped(view, ['name'], [{ name: 'one' }, { name: HOSTILE }, { name: 'nobody' }]);
      const wanted = found.filter(({ fields }) => fields['name'] !== 'other').map(({ key }) => key);
      assert.deepEqual(wanted, ['one', 'two']);
    },

    async 'reads integers of any size'({ view, put }) {
      await put({ large: { ...bolt, count: 2n ** 62n + 5n }, least: { ...bolt, count: -(2n ** 62n) - 7n } }, AT);
      const groups = [{ count: 2n ** 62n + 5n }, { count: -(2n ** 62n) - 7n }, { count: 10n ** 30n }];
      assert.deepEqual(
        (await grouped(view, ['count'], groups)).map(({ key }) => key),
        ['large', 'least'],
      );
    },

    async 'reads many groups at once'({ view, put }) {
      const keys = Array.from({ length: 130 }, (_, at) => `each-${String(at).padStart(3, '0')}`);
      await put(Object.fromEntries(keys.map((key) => [key, { ...bolt, name: key }])), AT);
      const found = await grouped(
        view,
        ['name'],
        keys.map((name) => ({ name })),
      );
      assert.deepEqual(
        found.map(({ key }) => key),
        keys,
      );
    },

    'says by which fields it cannot read'({ view }) {
      assert.equal(view.groupReader?.(['name', 'nobody']), undefined);
      return Promise.resolve();
    },

    async 'says which view could not be read by group'({ broken }) {
      await assert.rejects(grouped(broken, ['name'], [{ name: 'a' }]), StoreReadError);
    },
  });

/** In the order of their keys. */
async function grouped(view: View, fields: readonly string[], groups: readonly Fields[]): Promise<Row[]> {
  const reader = view.groupReader?.(fields);
  assert.ok(reader !== undefined, `${view.name} must read by ${fields.join(' and ')}`);
  const rows: Row[] = [];
  for await (const row of reader(groups, reading)) rows.push(row);
  return rows.sort((one, other) => (one.key < other.key ? -1 : 1));
}

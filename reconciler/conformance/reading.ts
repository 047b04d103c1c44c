import assert from 'node:assert/strict';
import { AT, bolt, type Check, checksOf, named, type OpenStore, reading, reread, scanned } from './store.ts';

/** Checks for every store: it streams its rows, and reads some of them again. */
export const readingConformance = (open: OpenStore): Check[] =>
  checksOf(open, {
    async 'streams every row once, over pages'({ view, put }) {
      const rows = named('page', 25);
      await put(rows, AT);
      const keys = (await scanned(view)).map(({ key }) => key).filter((key) => key.startsWith('page-'));
      assert.deepEqual(keys.sort(), Object.keys(rows));
    },

    async 'gives the same canonical values, version and time in a scan and in a re-read'({ view, put }) {
      await put({ bolt }, AT);
      const expected = { key: 'bolt', fields: bolt, version: 1n, touchedAt: AT.getTime() };
      assert.deepEqual(
        (await scanned(view)).filter(({ key }) => key === 'bolt'),
        [expected],
      );
      const { image, stored, ...again } = (await view.read(['bolt'], reading)).get('bolt') ?? {};
      assert.deepEqual(again, expected);
      const stores = new Set(Object.values(stored ?? {}).map(({ store }) => store));
      assert.ok(stores.size <= 1, `its stored values belong to several kinds of store: ${[...stores].join(' and ')}`);
      assert.equal(typeof image, 'string', 'a re-read must return an image of the row');
    },

    async 'distinguishes null from an empty text'({ view, put }) {
      await put({ empty: { ...bolt, name: '' }, nothing: { ...bolt, name: null } }, AT);
      const rows = await reread(view, ['empty', 'nothing']);
      assert.equal(rows.get('empty')?.fields['name'], '');
      assert.equal(rows.get('nothing')?.fields['name'], null);
    },

    async 're-reads many keys at once, and leaves out those without a row'({ view, put }) {
      const rows = named('many', 130);
      await put(rows, AT);
      const found = await reread(view, [...Object.keys(rows), 'nobody', '']);
      assert.deepEqual([...found.keys()].sort(), Object.keys(rows));
    },

    async 'finds no row for a key that it says it cannot hold'({ view, put }) {
      await put({ bolt }, AT);
      const keys = ['n\0l', 'k'.repeat(5000), '\ud800', ''].filter((key) => view.whyNotHeld?.(key) !== undefined);
      assert.deepEqual([...(await reread(view, ['bolt', ...keys])).keys()], ['bolt']);
    },

    async 'compares no field of a row that stands for several rows with one key'({ view, put }) {
      await put({ bolt }, AT);
      const row = view.repeatedRow?.('twice');
      if (row === undefined) return;
      assert.equal(row.key, 'twice');
      assert.deepEqual(Object.keys(row.unreadable ?? {}).sort(), Object.keys(view.fields).sort());
    },

    async 'reads hostile keys literally'({ view, put }) {
      const hostile = `'; DROP TABLE things; -- "x", :key $1 \\ é\n2`;
      await put({ [hostile]: bolt }, AT);
      assert.equal((await reread(view, [hostile])).get(hostile)?.key, hostile);
    },

    async 'has every row in exactly one of its parts, if it can be read in parts'({ view, put, analyse }) {
      await put(named('part', 40), AT);
      const { parts } = view;
      if (parts === undefined) return;
      const whole = (await scanned(view)).map(({ key }) => key).sort();
      const splitInto = async (count: number): Promise<void> => {
        const found: string[] = [];
        const listed = await parts.list(count, reading);
        assert.ok(listed.length >= 1 && listed.length <= count, `it has ${listed.length} parts instead of ${count}`);
        for (const part of listed) {
          for await (const { key } of view.scan({ ...reading, part })) found.push(key);
          parts.resume?.(part);
        }
        assert.deepEqual(found.sort(), whole);
      };
      for (const count of [1, 3, 7]) await splitInto(count);
      await analyse();
      for (const count of [2, 5]) await splitInto(count);
    },

    async 'reports how many bytes it received'({ view, put }) {
      await put({ bolt }, AT);
      let bytes = 0;
      const counting = { signal: new AbortController().signal, received: (count: number) => (bytes += count) };
      for await (const row of view.scan(counting)) assert.ok(row);
      assert.ok(bytes > 20, `a scan reported ${bytes} received bytes`);
    },

    async 'stops when its signal is aborted'({ view, put }) {
      await put(named('stop', 25), AT);
      const ending = new AbortController();
      const scan = async () => {
        for await (const row of view.scan({ signal: ending.signal, received: () => undefined })) {
          assert.ok(row);
          ending.abort(new Error('the time is up'));
        }
        await view.read(['stop-001'], { signal: ending.signal, received: () => undefined });
      };
      await assert.rejects(scan(), /the time is up/);
    },
  });

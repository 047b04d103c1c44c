/** What every store has to do as a view. A new store runs this suite against its real engine. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Fields, type Reading, type Row, StoreReadError, type View } from '../../../reconciler/index.ts';

export interface StoreUnderTest {
  /** Writable; fields name: text, count: integer, price: decimal, active: boolean; with version and updatedAt. */
  readonly view: View;
  /** The same over a table that does not exist. */
  readonly broken: View;
  /** Writes past the view, as the owner of the store would: version 1, last written at `at`. */
  put(key: string, fields: Fields, at: Date): Promise<void>;
  close(): Promise<void>;
}

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };
const AT = new Date('2026-03-01T10:00:00.000Z');
const LATER = new Date('2026-03-01T11:00:00.000Z');
const stamp = { mark: 'run#operation', at: LATER };
const bolt: Fields = { name: 'O\'Brien "bolt" ; -- é', count: 9007199254740993n, price: '3', active: true };

export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a view`, () => {
    let store: StoreUnderTest;
    beforeAll(async () => {
      store = await open();
    }, 60_000);
    afterAll(async () => store.close());

    const readOne = async (key: string): Promise<Row | undefined> => (await store.view.read([key], reading)).get(key);

    it('streams every row once, over pages', async () => {
      const keys = Array.from({ length: 25 }, (_, index) => `page-${String(index).padStart(2, '0')}`);
      await Promise.all(keys.map((key) => store.put(key, bolt, AT)));
      const seen: string[] = [];
      for await (const row of store.view.scan(reading)) if (row.key.startsWith('page-')) seen.push(row.key);
      expect(seen.sort()).toEqual(keys);
    });

    it('gives canonical values, version and time, the same from a scan and a re-read', async () => {
      await store.put('bolt', bolt, AT);
      const scanned: Row[] = [];
      for await (const row of store.view.scan(reading)) if (row.key === 'bolt') scanned.push(row);
      expect(scanned).toEqual([{ key: 'bolt', fields: bolt, version: 1n, touchedAt: AT.getTime() }]);
      expect(await readOne('bolt')).toMatchObject(scanned[0]!);
    });

    it('re-reads many keys at once, and leaves out those without a row', async () => {
      const keys = Array.from({ length: 130 }, (_, index) => `many-${index}`);
      await Promise.all(keys.map((key) => store.put(key, bolt, AT)));
      const found = await store.view.read([...keys, 'nobody', ''], reading);
      expect([...found.keys()].sort()).toEqual(keys.sort());
    });

    it('takes hostile keys as they are', async () => {
      const hostile = `'; DROP TABLE things; -- "x" :key $1 \\ é`;
      await store.put(hostile, bolt, AT);
      expect((await readOne(hostile))?.key).toBe(hostile);
    });

    it('creates a row only where there is none', async () => {
      const created = await store.view.write!({ kind: 'create', key: 'new', fields: bolt }, stamp);
      expect(created.written).toBe(true);
      expect(await readOne('new')).toMatchObject({ fields: bolt, version: 1n, touchedAt: LATER.getTime() });
      const again = await store.view.write!({ kind: 'create', key: 'new', fields: { ...bolt, name: 'other' } }, stamp);
      expect(again.written).toBe(false);
      expect((await readOne('new'))?.fields['name']).toBe(bolt['name']);
    });

    it('updates a row that is what it was, and raises its version', async () => {
      await store.put('update', bolt, AT);
      const guard = (await readOne('update'))!;
      const update = { kind: 'update', key: 'update', fields: { price: '4.5', active: false }, guard } as const;
      expect((await store.view.write!(update, stamp)).written).toBe(true);
      const expected = { fields: { ...bolt, price: '4.5', active: false }, version: 2n, touchedAt: LATER.getTime() };
      expect(await readOne('update')).toMatchObject(expected);
      expect(await store.view.write!(update, stamp)).toMatchObject({ written: false });
    });

    it('refuses to update a row whose values moved under the same version', async () => {
      await store.put('moved', bolt, AT);
      const guard = (await readOne('moved'))!;
      await store.put('moved', { ...bolt, price: '99' }, AT);
      const update = { kind: 'update', key: 'moved', fields: { price: '1' }, guard } as const;
      expect(await store.view.write!(update, stamp)).toMatchObject({ written: false });
      expect((await readOne('moved'))?.fields['price']).toBe('99');
    });

    it('deletes a row only as it was', async () => {
      await store.put('delete', bolt, AT);
      const guard = (await readOne('delete'))!;
      await store.put('delete', { ...bolt, count: 1n }, AT);
      expect(await store.view.write!({ kind: 'delete', key: 'delete', guard }, stamp)).toMatchObject({
        written: false,
      });
      const current = (await readOne('delete'))!;
      expect(await store.view.write!({ kind: 'delete', key: 'delete', guard: current }, stamp)).toEqual({
        written: true,
        image: null,
      });
      expect(await readOne('delete')).toBeUndefined();
    });

    it('restores a changed row byte for byte but for the version and the mark, once', async () => {
      await store.put('undo', bolt, AT);
      const before = (await readOne('undo'))!;
      const written = await store.view.write!(
        { kind: 'update', key: 'undo', fields: { name: 'x' }, guard: before },
        stamp,
      );
      const expected = written.written ? written.image : null;
      const restore = { kind: 'restore', key: 'undo', image: before.image!, expected } as const;
      expect((await store.view.write!(restore, { ...stamp, mark: 'undo#1' })).written).toBe(true);
      expect(await readOne('undo')).toMatchObject({ fields: bolt, touchedAt: AT.getTime(), version: 2n });
      expect(await store.view.write!(restore, stamp)).toMatchObject({ written: false });
    });

    it('restores the absence of a row that was created, and a row that was deleted', async () => {
      const created = await store.view.write!({ kind: 'create', key: 'gone', fields: bolt }, stamp);
      const image = created.written ? created.image : null;
      expect(
        (await store.view.write!({ kind: 'restore', key: 'gone', image: null, expected: image }, stamp)).written,
      ).toBe(true);
      expect(await readOne('gone')).toBeUndefined();
      expect((await store.view.write!({ kind: 'restore', key: 'gone', image, expected: null }, stamp)).written).toBe(
        true,
      );
      expect((await readOne('gone'))?.fields).toEqual(bolt);
    });

    it('says which view could not be read, and never that it is empty', async () => {
      await expect(store.broken.read(['a'], reading)).rejects.toThrow(StoreReadError);
      const scanned = async () => {
        for await (const row of store.broken.scan(reading)) return row;
        return undefined;
      };
      await expect(scanned()).rejects.toThrow(store.broken.name);
    });
  });
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readSnapshot } from '../../../../chaos/evidence/snapshot.ts';
import { numberedLines, type Snapshot, type StoredRecord } from '../../../../chaos/schemas/index.ts';
import { endOf } from '../../../../chaos/system/index.ts';
import { sample } from '../sample-system.ts';
import { sagas, snapshot } from '../sound-run.ts';
import { writeSnapshot } from '../write-snapshot.ts';

let path: string;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'snapshot-'));
});
afterEach(() => rm(path, { recursive: true }));

const key = fc.string({ minLength: 1 });
const record = fc.record(
  {
    fields: fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      fc.jsonValue({ maxDepth: 2 }),
    ),
    version: fc.bigInt({ min: -(10n ** 39n), max: 10n ** 39n }).map(String),
  },
  { requiredKeys: ['fields'] },
);
const rows = fc.dictionary(
  key.filter((one) => one !== '__proto__'),
  record,
  { maxKeys: 5 },
);

describe('a snapshot that is read', () => {
  it('holds every record that was written, whatever its fields', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (some, others) => {
        const views = new Map(
          Object.entries({ some, others }).map(([view, held]) => [
            view,
            new Map(Object.entries(held).map(([id, one]) => [id, { key: id, ...one } as StoredRecord])),
          ]),
        );
        const written: Snapshot = { name: 'end', at: '2026-01-01T00:00:00.000Z', views };
        const counts = await writeSnapshot(path, written);
        const read = await readSnapshot(path, 'end', undefined);
        // What JSON does not keep, such as -0, is no difference.
        expect(plain(read.snapshot)).toEqual(plain(written));
        expect(read.counts).toEqual(counts);
      }),
      { numRuns: 50 },
    );
  });

  it('has the sagas that the participants hold records for', async () => {
    await writeSnapshot(path, snapshot('drained', 16));
    const read = await readSnapshot(path, 'drained', sample.saga);
    expect(read.snapshot.sagas).toEqual(
      [...sagas].sort((one, other) => (one.correlationId < other.correlationId ? -1 : 1)),
    );
  });

  it('shows a participant with two records for one correlation id as no end', async () => {
    const whole = snapshot('drained', 16);
    const holds = new Map(whole.views.get('shelf.holds'));
    const [first] = holds.values();
    holds.set('another', { key: 'another', fields: first?.fields ?? {} });
    await writeSnapshot(path, { ...whole, views: new Map([...whole.views, ['shelf.holds', holds]]) });
    const read = await readSnapshot(path, 'drained', sample.saga);
    const doubled = read.snapshot.sagas.filter((saga) => saga.doubled !== undefined);
    expect(doubled.map((saga) => saga.doubled)).toEqual([['copy']]);
    expect(doubled.map((saga) => sample.saga && endOf(sample.saga, saga))).toEqual([
      { states: expect.stringContaining('and another') },
    ]);
  });

  it('finds each of many records by its key', async () => {
    const many = Array.from({ length: 3000 }, (_, at) => ({ key: `key-${at}`, fields: { at } }));
    const views = new Map([['many', new Map(many.map((one) => [one.key, one]))]]);
    await writeSnapshot(path, { name: 'end', at: '2026-01-01T00:00:00.000Z', views });
    const read = (await readSnapshot(path, 'end', undefined)).snapshot.views.get('many');
    expect([...(read?.values() ?? [])]).toEqual(many);
    expect(many.map(({ key: wanted }) => read?.get(wanted))).toEqual(many);
    expect([read?.size, read?.get('key-3000'), read?.has('key-3000'), read?.has('key-2999')]).toEqual([
      ...[3000, undefined, false, true],
    ]);
  });

  it('does not hold a key twice', async () => {
    const rest = Array.from({ length: 1500 }, (_, at) => ({ key: `key-${at}`, fields: {} }));
    await writeSnapshot(path, { name: 'end', at: '2026-01-01T00:00:00.000Z', views: new Map([['many', new Map()]]) });
    await writeFile(join(path, 'state/end/many.ndjson'), numberedLines([...rest, { key: 'key-7', fields: {} }]));
    await expect(readSnapshot(path, 'end', undefined)).rejects.toThrow(
      'state/end/many.ndjson cannot be read: line 1501: key-7 occurs twice',
    );
  });

  it.each(['', '1.5', 'one', '0x1', ' 1'])('holds no record with the version %j', async (version) => {
    await writeSnapshot(path, { name: 'end', at: '2026-01-01T00:00:00.000Z', views: new Map([['desk', new Map()]]) });
    await writeFile(join(path, 'state/end/desk.ndjson'), numberedLines([{ key: 'emma', fields: {}, version }]));
    await expect(readSnapshot(path, 'end', undefined)).rejects.toThrow('state/end/desk.ndjson cannot be read: line 1');
  });

  it('shares the views and sagas that did not change since an earlier snapshot', async () => {
    await writeSnapshot(path, snapshot('drained', 16));
    await writeSnapshot(path, snapshot('end', 25));
    const first = (await readSnapshot(path, 'drained', sample.saga)).snapshot;
    const second = (await readSnapshot(path, 'end', sample.saga, [first])).snapshot;
    expect(second.sagas).toBe(first.sagas);
    for (const [view, records] of second.views) expect(first.views.get(view)).toBe(records);
  });

  it('shares the sagas that did not change although others did', async () => {
    const whole = snapshot('drained', 16);
    await writeSnapshot(path, whole);
    const holds = new Map(whole.views.get('shelf.holds'));
    const [changed] = holds.keys();
    holds.delete(changed ?? '');
    const { at } = whole;
    await writeSnapshot(path, { name: 'end', at, views: new Map([...whole.views, ['shelf.holds', holds]]) });
    const first = (await readSnapshot(path, 'drained', sample.saga)).snapshot;
    const second = (await readSnapshot(path, 'end', sample.saga, [first])).snapshot;
    const other = second.sagas.filter((saga, place) => saga !== first.sagas[place]);
    expect(other.map(({ records }) => records['copy'])).toEqual([null]);
  });
});

const plain = ({ name, at, views }: Snapshot): unknown =>
  JSON.parse(JSON.stringify({ name, at, views: [...views].map(([view, records]) => [view, [...records]]) }));

import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { storeContract } from '../../../reconciler/conformance/index.ts';
import {
  csvView,
  ExactNumber,
  type Fields,
  ndjsonView,
  type Reading,
  type Row,
  type Value,
  type View,
  writtenText,
} from '../../../reconciler/index.ts';
import { type OpenedStore, runChecks } from './run-checks.ts';

const options = {
  key: 'thing',
  fields: { name: { type: 'text', from: 'title' }, count: 'integer', price: 'decimal', active: 'boolean' },
  version: 'version',
  updatedAt: 'updatedAt',
} as const;

type Written = readonly [key: string, fields: Fields, at: Date];

const ndjson = (rows: readonly Written[]): string =>
  rows
    .map(([thing, { name, count, price, active }, at]) => {
      const members = { thing, title: name, price, active, updatedAt: at.toISOString(), version: 1, extra: [1] };
      return `${JSON.stringify(members).slice(0, -1)},"count":${writtenText(count ?? 0)}}\n`;
    })
    .join('');

const cell = (value: Value | undefined): string =>
  value === null || value === undefined ? '' : `"${writtenText(value).replaceAll('"', '""')}"`;

const csv = (rows: readonly Written[]): string =>
  [
    'thing,title,count,price,active,version,updatedAt,extra',
    ...rows.map(([thing, { name, count, price, active }, at]) =>
      [thing, name, count, price, active, 1, at.toISOString(), 'x'].map(cell).join(','),
    ),
    '',
  ].join('\n');

const open =
  (make: typeof ndjsonView | typeof csvView, write: (rows: readonly Written[]) => string, columns: boolean) =>
  async (): Promise<OpenedStore> => {
    const directory = await mkdtemp(join(tmpdir(), 'evenkeel-files-'));
    const file = join(directory, 'things');
    const cut = join(directory, 'cut');
    const rows = new Map<string, Written>();
    const sound = { name: 'things', file, ...options };
    return {
      view: make(sound),
      broken: make({ ...sound, name: 'nothings', file: join(directory, 'nothings') }),
      breaking: make({ ...sound, name: 'breaking', file: cut }),
      mistaken: {
        file: make({ ...sound, file: join(directory, 'nothings') }),
        ...(columns && {
          key: make({ ...sound, key: ['thing', 'part'] }),
          'fields.name': make({ ...sound, fields: { ...options.fields, name: 'text' } }),
          version: make({ ...sound, version: 'revision' }),
        }),
      },
      async put(added, at) {
        for (const [key, fields] of Object.entries(added)) rows.set(key, [key, fields, at]);
        const text = write([...rows.values()]);
        await writeFile(file, text);
        await writeFile(cut, text.slice(0, -30));
      },
      analyse: () => Promise.resolve(),
      close: () => rm(directory, { recursive: true }),
    };
  };

runChecks('An NDJSON file', open(ndjsonView, ndjson, false), storeContract);
runChecks('A CSV file', open(csvView, csv, true), storeContract);

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };

async function rowsOf(view: View): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of view.scan(reading)) rows.push(row);
  return rows;
}

describe('a file', () => {
  const directory = mkdtemp(join(tmpdir(), 'evenkeel-files-'));
  const written = async (text: string | Uint8Array): Promise<string> => {
    const file = join(await directory, `${String(Math.random())}.txt`);
    await writeFile(file, text);
    return file;
  };
  const fields = { count: 'integer', at: 'timestamp', lines: 'json' } as const;

  it('keeps every digit of numbers, and tells absent from null', async () => {
    const file = await written(
      '{"id":1,"count":9007199254740993,"lines":[0.10,12345678901234567890]}\n{"id":"b","count":null}',
    );
    expect(await rowsOf(ndjsonView({ name: 'f', file, key: 'id', fields }))).toEqual([
      { key: '1', fields: { count: 9007199254740993n, lines: [0.1, new ExactNumber('12345678901234567890')] } },
      { key: 'b', fields: { count: null } },
    ]);
  });

  it('takes an empty cell for null, or for nothing where that is declared', async () => {
    const file = await written('\ufeffid;count;at;lines\r\n1;;2026-03-01 10:00:00+02;"[1, 2]"\r\n\r\n');
    const common = { name: 'f', file, key: 'id', fields, delimiter: ';' };
    const known = { at: '2026-03-01T08:00:00.000000Z', lines: [1, 2] };
    expect(await rowsOf(csvView(common))).toEqual([{ key: '1', fields: { count: null, ...known } }]);
    expect(await rowsOf(csvView({ ...common, empty: 'absent' }))).toEqual([{ key: '1', fields: known }]);
  });

  it.each([
    ['a row with a cell too many', csvView, 'id,count,at,lines\n1,2,,\n1,2,,,\n', /txt, line 3: .*quotes/],
    ['a quote that is not closed', csvView, 'id,count,at,lines\n"1,2,,\n', /txt, line \d: .*quote/],
    ['a column that is named twice', csvView, 'id,count,count,lines\n', /txt, line 1: names a column twice/],
    ['a row without its key', csvView, 'id,count,at,lines\n,2,,\n', /txt, line 2: has no id/],
    ['a line that is cut off', ndjsonView, '{"id":"1"}\n{"id":', /txt, line 2: is no JSON/],
    ['a line that is no object', ndjsonView, '{"id":"1"}\n[1]\n', /txt, line 2: is no JSON object/],
    ['bytes that are no UTF-8', ndjsonView, new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), /is no UTF-8/],
  ] as const)('says in which line there is %s', async (_what, make, text, message) => {
    const file = await written(text);
    await expect(rowsOf(make({ name: 'f', file, key: 'id', fields }))).rejects.toThrow(message);
  });

  it('that changes between the scan and the re-read is not read', async () => {
    const file = await written('{"id":"1"}\n');
    const view = ndjsonView({ name: 'f', file, key: 'id', fields });
    await rowsOf(view);
    await utimes(file, new Date(0), new Date(0));
    await expect(view.read(['1'], reading)).rejects.toThrow('changed while it was read');
  });
});

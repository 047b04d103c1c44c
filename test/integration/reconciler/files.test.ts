import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { storeConformance } from '../../../reconciler/conformance/index.ts';
import {
  canonicalText,
  columnsOf,
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

/** The name is in a document. */
const ndjsonNested = (rows: readonly Written[]): string =>
  rows
    .map(([thing, { name, count, price, active }, at]) => {
      const members = {
        thing,
        details: { name, kept: 'kept' },
        price,
        active,
        updatedAt: at.toISOString(),
        version: 1,
      };
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
    const inDocuments = join(directory, 'documents');
    const rows = new Map<string, Written>();
    const valid = { name: 'things', file, ...options };
    return {
      view: make(valid),
      active: make({ ...valid, name: 'active', where: { active: true } }),
      ...(!columns && {
        nested: {
          view: make({
            ...valid,
            file: inDocuments,
            fields: { ...options.fields, name: { type: 'text', from: 'details.name' } },
          }),
          async put(added, at) {
            const written = Object.entries(added).map(([key, fields]) => [key, fields, at] as const);
            await writeFile(inDocuments, ndjsonNested(written));
          },
          kept: () => Promise.resolve('kept'),
        },
      }),
      broken: make({ ...valid, name: 'nothings', file: join(directory, 'nothings') }),
      breaking: make({ ...valid, name: 'breaking', file: cut }),
      mistaken: {
        file: make({ ...valid, file: join(directory, 'nothings') }),
        ...(columns && {
          key: make({ ...valid, key: ['thing', 'part'] }),
          'fields.name': make({ ...valid, fields: { ...options.fields, name: 'text' } }),
          version: make({ ...valid, version: 'revision' }),
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

runChecks('An NDJSON file', open(ndjsonView, ndjson, false), storeConformance);
runChecks('A CSV file', open(csvView, csv, true), storeConformance);

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

  it('keeps every digit of numbers, and distinguishes absent from null', async () => {
    const file = await written(
      '{"id":1,"count":9007199254740993,"lines":[0.10,12345678901234567890]}\n{"id":"b","count":null}',
    );
    expect(await rowsOf(ndjsonView({ name: 'f', file, key: 'id', fields }))).toEqual([
      { key: '1', fields: { count: 9007199254740993n, lines: [0.1, new ExactNumber('12345678901234567890')] } },
      { key: 'b', fields: { count: null } },
    ]);
  });

  it('reads an empty cell as null, or as absent if the view says so', async () => {
    const file = await written('\ufeffid;count;at;lines\r\n1;;2026-03-01 10:00:00+02;"[1, 2]"\r\n\r\n');
    const common = { name: 'f', file, key: 'id', fields, delimiter: ';' };
    const known = { at: '2026-03-01T08:00:00.000000Z', lines: [1, 2] };
    expect(await rowsOf(csvView(common))).toEqual([{ key: '1', fields: { count: null, ...known } }]);
    expect(await rowsOf(csvView({ ...common, empty: 'absent' }))).toEqual([{ key: '1', fields: known }]);
  });

  it.each([
    ['a row that is cut off', csvView, 'id,count,at,lines\n1,2,,\n1,2', /txt, line 3: has 2 cells/],
    ['a quote that is not closed', csvView, 'id,count,at,lines\n"1,2,,\n', /txt, line \d: .*quote/],
    ['a column that is named twice', csvView, 'id,count,count,lines\n', /txt, line 1: names a column twice/],
    ['a line that is cut off', ndjsonView, '{"id":"1"}\n{"id":', /txt, line 2: is not valid JSON/],
    ['bytes that are not UTF-8', ndjsonView, new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]), /is not UTF-8/],
  ] as const)('reports the line with %s', async (_what, make, text, message) => {
    const file = await written(text);
    await expect(rowsOf(make({ name: 'f', file, key: 'id', fields }))).rejects.toThrow(message);
  });

  it.each([
    [
      'text after a closing quote',
      csvView,
      'id,count,at,lines\n1,"a"SECRET,,\n2,3,,\n',
      /line 2: has text after the quote/,
    ],
    ['a stray quote in the header', csvView, 'id,count,a"t,lines\n2,3,,\n', /line 1: has a quote within a cell/],
    ['no record that can be read', csvView, 'id,count,at,lines\n1\n2\n', /line 2: has 1 cells/],
    ['another format', ndjsonView, '[\n  {"id": "2"},\n]\n', /line 1: is not valid JSON/],
    ['gzip', csvView, new Uint8Array([0x1f, 0x8b, 8, 0]), /is compressed with gzip; unpack it first/],
    ['UTF-16 with its mark', csvView, Buffer.from('\ufeffid,count', 'utf16le'), /is UTF-16, not UTF-8/],
    ['UTF-16 without a mark', ndjsonView, Buffer.from('{"id":"1"}\n', 'utf16le'), /is UTF-16, not UTF-8/],
  ] as const)('reports %s for the whole file, and shows no value', async (_what, make, text, message) => {
    const rows = rowsOf(make({ name: 'f', file: await written(text), key: 'id', fields }));
    await expect(rows).rejects.toThrow(message);
    await expect(rows).rejects.not.toThrow(/SECRET/);
  });

  it('may name a column twice that the view does not read', async () => {
    const file = await written('id,note,count,note,at,lines\n1,a,2,b,,\n');
    const view = csvView({ name: 'f', file, key: 'id', fields });
    expect(await view.inspect?.(reading)).toEqual([]);
    expect(await rowsOf(view)).toEqual([{ key: '1', fields: { count: 2n, at: null, lines: null } }]);
    const twice = csvView({ name: 'f', file, key: 'id', fields: { note: 'text' } });
    expect(await twice.inspect?.(reading)).toEqual([
      { path: 'f.fields.note', message: expect.stringMatching(/names the column note twice/) as unknown },
    ]);
  });

  it('has lines of many megabytes, and documents of many levels that are not compared', async () => {
    const long = 'x'.repeat(30_000_000);
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const few = `${'['.repeat(400)}${']'.repeat(400)}`;
    const lines = [`{"id":"1","lines":"${long}"}`, `{"id":"2","lines":${deep}}`, `{"id":"3","lines":${few}}`];
    const view = ndjsonView({ name: 'f', file: await written(`${lines.join('\n')}\n`), key: 'id', fields });
    const [one, two, three] = await rowsOf(view);
    expect(one?.fields['lines']).toHaveLength(long.length);
    expect(two?.unreadable).toHaveProperty('lines');
    expect(canonicalText('json', three?.fields['lines'])).toHaveLength(few.length + 'j800;'.length);
    expect(columnsOf((await view.read(['1'], reading)).get('1')?.image ?? '{}')['lines']).toHaveLength(long.length);
  }, 30_000);

  it('has one row that cannot be compared for all records with one key', async () => {
    const file = await written('id,count,at,lines\n1,2,,\n2,3,,\n1,4,,\n1,2,,\n');
    const view = csvView({ name: 'f', file, key: 'id', fields });
    const found = await view.read(['1', '2'], reading);
    expect(found.get('2')?.fields).toEqual({ count: 3n, at: null, lines: null });
    const { image, ...row } = found.get('1')!;
    expect(row).toEqual(view.repeatedRow?.('1'));
    expect(Object.keys(row.unreadable ?? {})).toEqual(['count', 'at', 'lines']);
    expect(image).toEqual(expect.any(String));
  });

  it.each([
    [
      'a quote in the middle of a cell',
      csvView,
      'id,count,at,lines\n1,5" pipe,,\n2,3,,\n',
      /line 2: has a quote/,
      '(line 2)',
    ],
    [
      'such quotes on both ends',
      csvView,
      'id,count,at,lines\n2,3,,\n1, "a","b", "c"\n',
      /line 3: has a quote/,
      '(line 3)',
    ],
    ['a cell too many', csvView, 'id,count,at,lines\n1,2,,,\n2,3,,\n', /line 2: has 5 cells.*quotes/, '(line 2)'],
    ['a cell too few at the end', csvView, 'id,count,at,lines\n2,3,,\n1\n', /line 3: has 1 cells/, '(line 3)'],
    ['no key', csvView, 'id,count,at,lines\n,2,,\n2,3,,\n', /line 2: has no id/, '(line 2)'],
    ['null as its key', ndjsonView, '{"id":null}\n{"id":"2","count":3}\n', /line 1: has no id/, '(line 1)'],
    [
      'a list instead of an object',
      ndjsonView,
      '[1]\n{"id":"2","count":3}\n',
      /line 1: is not a JSON object/,
      '(line 1)',
    ],
    [
      'half a line in the middle',
      ndjsonView,
      '{"id":\n{"id":"2","count":3}\n',
      /line 1: is not valid JSON/,
      '(line 1)',
    ],
  ] as const)('reports a record with %s, and reads the others', async (_what, make, text, message, key) => {
    const file = await written(text);
    const rows = await rowsOf(make({ name: 'f', file, key: 'id', fields }));
    expect(rows.find((row) => row.key === '2')?.fields['count']).toBe(3n);
    const bad = rows.filter(({ isKeyless }) => isKeyless === true);
    expect(bad.map((row) => row.key)).toEqual([key]);
    expect(bad[0]?.unreadable?.['count']).toMatch(message);
  });

  it('reports a record with an invalid version under its key', async () => {
    const file = await written('{"id":"1","count":3,"v":"x"}\n{"id":"2","count":3,"v":4}\n');
    const rows = await rowsOf(ndjsonView({ name: 'f', file, key: 'id', version: 'v', fields: { count: 'integer' } }));
    expect(rows[0]).toMatchObject({ key: '1', unreadable: { count: expect.stringMatching(/line 1: .*version in v/) } });
    expect(rows[1]).toEqual({ key: '2', fields: { count: 3n }, version: 4n });
  });

  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
    'has no %s that a record does not name',
    async (name) => {
      const declared = { [name]: 'text', other: { type: 'text', absent: 'null' } } as const;
      const lines = await written('{"id":"1"}\n');
      const [row] = await rowsOf(ndjsonView({ name: 'f', file: lines, key: 'id', fields: declared }));
      expect(Object.entries(row?.fields ?? {})).toEqual([['other', null]]);
      const cells = await written(`id,${name},other\n1,,x\n`);
      const [cellRow] = await rowsOf(csvView({ name: 'f', file: cells, key: 'id', fields: declared, empty: 'absent' }));
      expect(Object.entries(cellRow?.fields ?? {})).toEqual([['other', 'x']]);
    },
  );

  it('may use any line ends, even within cells and in its header', async () => {
    const lines = ['', 'id,"two\nlines",name', '1,x,"a ""b"",\r\nc"', '2,,"d\re"', '', '3,"",f'];
    for (const end of ['\n', '\r\n', '\r']) {
      const file = await written(`\ufeff${lines.join(end)}${end}`);
      const view = csvView({
        name: 'f',
        file,
        key: 'id',
        fields: { name: 'text', other: { type: 'text', from: 'two\nlines' } },
      });
      expect(await view.inspect?.(reading)).toEqual([]);
      expect(await rowsOf(view)).toEqual([
        { key: '1', fields: { name: 'a "b",\r\nc', other: 'x' } },
        { key: '2', fields: { name: 'd\re', other: null } },
        { key: '3', fields: { name: 'f', other: '' } },
      ]);
    }
  });

  it('may contain binary values and times as PostgreSQL exports them', async () => {
    const types = { bytes: 'binary', at: 'timestamp' } as const;
    const file = await written(
      [
        'id,bytes,at',
        '1,\\xDEADbeef,2024-01-01 10:00:00',
        '2,3q2+7w==,2024-01-01 10:09:21.5+00:09:21',
        '3,,0044-03-15 00:00:00+00 BC',
        '4,\\x,infinity',
      ].join('\n'),
    );
    expect(await rowsOf(csvView({ name: 'f', file, key: 'id', fields: types }))).toEqual([
      { key: '1', fields: { bytes: '3q2+7w==', at: '2024-01-01T10:00:00.000000Z' } },
      { key: '2', fields: { bytes: '3q2+7w==', at: '2024-01-01T10:00:00.500000Z' } },
      { key: '3', fields: { bytes: null, at: '-000043-03-15T00:00:00.000000Z' } },
      { key: '4', fields: { bytes: '', at: 'infinity' } },
    ]);
  });

  it.each([
    ['a cell', csvView, 'id,count,at,lines\n1,many,2023-02-30 10:00:00,"{"\n', '"many"'],
    ['a member', ndjsonView, '\n{"id":"1","count":true,"at":1700000000,"lines":"\\ud800"}', 'true'],
  ] as const)(
    'reports the line of %s that does not have its type, and reads the rest',
    async (_what, make, text, shown) => {
      const [row] = await rowsOf(make({ name: 'f', file: await written(text), key: 'id', fields }));
      expect(row?.fields).toEqual({});
      expect(row?.unreadable?.['count']).toBe(`line 2: ${shown} is not of type integer`);
      expect(Object.keys(row?.unreadable ?? {})).toEqual(['count', 'at', 'lines']);
    },
  );

  it('never shows a sensitive value, even if it does not have its type', async () => {
    const file = await written('id,count\n1,secret\n');
    const sensitive = { count: { type: 'integer', sensitive: true } } as const;
    const [row] = await rowsOf(csvView({ name: 'f', file, key: 'id', fields: sensitive }));
    expect(row?.unreadable).toEqual({ count: 'line 2: the cell is not of type integer' });
  });

  it('is an error if it changes between the scan and the re-read', async () => {
    const file = await written('{"id":"1"}\n');
    const view = ndjsonView({ name: 'f', file, key: 'id', fields });
    await rowsOf(view);
    await utimes(file, new Date(0), new Date(0));
    await expect(view.read(['1'], reading)).rejects.toThrow('changed while the run read it');
  });
});

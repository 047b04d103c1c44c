/** Texts of other stores against PostgreSQL columns whose type has one spelling for each value. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  csvView,
  defineRule,
  ndjsonView,
  postgresView,
  type Reading,
  type Row,
  type Rule,
  type View,
} from '../../../reconciler/index.ts';
import { openPostgres, type Postgres } from './engines.ts';

const reading: Reading = { signal: new AbortController().signal, received: () => undefined };
const stamp = { mark: 'run#operation', at: new Date('2026-03-01T11:00:00.000Z') };
const key = { column: 'id', type: 'bigint' } as const;

let postgres: Postgres;
let directory: string;
beforeAll(async () => {
  postgres = await openPostgres();
  directory = await mkdtemp(join(tmpdir(), 'evenkeel-spelling-'));
  await postgres.pool.query('CREATE EXTENSION hstore; CREATE DOMAIN address AS inet');
}, 60_000);
afterAll(async () => {
  await postgres.close();
  await rm(directory, { recursive: true });
});

let made = 0;
const fresh = (prefix: string): string => `${prefix}${String((made += 1))}`;

const sql = async (text: string): Promise<unknown[][]> =>
  (await postgres.pool.query<unknown[]>({ text, rowMode: 'array' })).rows;

const tableView = (table: string, fields: Readonly<Record<string, 'text'>> = { v: 'text' }): View =>
  postgresView<string>({ name: `test.${table}`, pool: postgres.pool, table, key, fields, writable: true });

async function exported(records: readonly Readonly<Record<string, unknown>>[], fields = { v: 'text' } as const) {
  const file = join(directory, fresh('export'));
  await writeFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return ndjsonView<string>({ name: 'export', file, key: 'id', fields });
}

const ruleOf = (left: View, right: View): Rule =>
  defineRule<string, string>({
    name: 'values',
    left,
    right,
    relation: 'equal',
    mastership: { default: 'left' },
    settleWindow: 0,
    repair: { kind: 'copy' },
  });

async function scanned(rows: AsyncIterable<Row>): Promise<Map<string, Row>> {
  const found = new Map<string, Row>();
  for await (const row of rows) found.set(row.key, row);
  return found;
}

/** The keys at which the sides differ, by the scans and by the re-read. */
async function differing({ engine: { sides, relation } }: Rule): Promise<{ scan: string[]; reread: string[] }> {
  const [lefts, rights] = [await scanned(sides.scanLeft(reading)), await scanned(sides.scanRight(reading))];
  const keys = [...lefts.keys()];
  const pairs = await sides.reread(keys, reading);
  const tokens = (left: Row | undefined, right: Row | undefined) => [
    left && relation.leftToken(left),
    right && relation.rightToken(right),
  ];
  const isDifferent = ([left, right]: readonly (string | undefined)[]): boolean => left !== right;
  return {
    scan: keys.filter((one) => isDifferent(tokens(lefts.get(one), rights.get(one)))),
    reread: keys.filter((one) => isDifferent(tokens(pairs.get(one)?.left, pairs.get(one)?.right))),
  };
}

/** Repairs one key as a run does. */
async function repair({ engine }: Rule, repaired: string): Promise<unknown> {
  const pair = (await engine.sides.reread([repaired], reading)).get(repaired) ?? {};
  const remedy = engine.remedy({ rule: 'values', key: repaired, standing: 'drift', pair });
  if (remedy.kind !== 'write') return remedy;
  const outcomes: unknown[] = [];
  for (const { view, write } of remedy.steps) outcomes.push(await view.write?.(write, stamp));
  return outcomes;
}

const XML = '<?xml version="1.0" encoding="UTF-8"?><a/>';

describe('a text that the type of the column spells differently', () => {
  it.each<[type: string, given: unknown, stored: string, other: string]>([
    ['inet', '10.0.0.1', '10.0.0.1/32', '1.1.1.1'],
    ['inet', '::FFFF:1.2.3.4', '::ffff:1.2.3.4/128', '::1'],
    ['address', '10.0.0.1', '10.0.0.1/32', '1.1.1.1'],
    ['cidr', '10.1', '10.1.0.0/16', '10.0.0.0/8'],
    ['macaddr', '08-00-2B-01-02-03', '08:00:2b:01:02:03', '08:00:2b:01:02:04'],
    ['uuid', '0C9D2F0A-1111-4222-8333-444455556666', '0c9d2f0a-1111-4222-8333-444455556666', '0'.repeat(32)],
    ['uuid', '{0c9d2f0a111142228333444455556666}', '0c9d2f0a-1111-4222-8333-444455556666', '1'.repeat(32)],
    ['character(5)', 'ab   ', 'ab', 'abc'],
    ['boolean', 't', 'true', 'false'],
    ['boolean', false, 'false', 'true'],
    ['bigint', '+007', '7', '8'],
    ['integer', 7, '7', '8'],
    ['numeric', '1.50e1', '15.0', '15'],
    ['bit(8)', 'x1F', '00011111', '00000000'],
    ['int4range', '[1,5]', '[1,6)', '[1,5)'],
    ['date', '2026-3-1', '2026-03-01', '2026-03-02'],
    ['time', '10:00', '10:00:00', '11:00:00'],
    ['interval', '1 day 02:00', '1 day 02:00:00', '2 days'],
    ['text[]', '{a, "b"}', '{a,b}', '{a}'],
    ['text[]', ['a', 'b,c', null, ''], '{a,"b,c",NULL,""}', '{a}'],
    [
      'integer[]',
      [
        [1, 2],
        [3, 4],
      ],
      '{{1,2},{3,4}}',
      '{}',
    ],
    ['uuid[]', ['0C9D2F0A-1111-4222-8333-444455556666'], '{0c9d2f0a-1111-4222-8333-444455556666}', '{}'],
    ['hstore', 'b=>1, a=>NULL', '"a"=>NULL, "b"=>"1"', ''],
    ['hstore', { 'q"\\': 'b c', n: null }, '"n"=>NULL, "q\\"\\\\"=>"b c"', ''],
    ['xml', '<a/>', XML, '<b/>'],
    ['xml', XML, '<a/>', '<b/>'],
  ])('is the same value in %s: %j', async (type, given, stored, other) => {
    const table = fresh('typed');
    await sql(`CREATE TABLE ${table} (id bigint PRIMARY KEY, v ${type}, keep text)`);
    await sql(`INSERT INTO ${table} VALUES (1, '${stored}', 'k1'), (2, '${other}', 'k2')`);
    const rule = ruleOf(
      await exported([
        { id: 1, v: given },
        { id: 2, v: given },
        { id: 3, v: given },
      ]),
      tableView(table),
    );
    expect(await differing(rule)).toEqual({ scan: ['2', '3'], reread: ['2', '3'] });
    expect(await repair(rule, '2')).toEqual([expect.objectContaining({ written: true })]);
    expect(await repair(rule, '3')).toEqual([expect.objectContaining({ written: true })]);
    expect(await differing(rule)).toEqual({ scan: [], reread: [] });
    expect(await sql(`SELECT keep FROM ${table} ORDER BY id`)).toEqual([['k1'], ['k2'], [null]]);
  });

  it.each<[type: string, given: unknown, stored: string]>([
    ['real', '0.1000000001', '0.1'],
    ['date', '2026-03-01 10:00', '2026-03-01'],
    ['time', '10:00:00.1234567', '10:00:00.123457'],
    ['interval', '0.3 months', '9 days'],
    ['"char"', 'ab', 'a'],
    ['inet', 'nowhere', '10.0.0.1'],
    ['inet', ['10.0.0.1'], '10.0.0.1'],
    ['text', ['a'], '{a}'],
    ['text', true, 'true'],
    ['boolean', 1, 'true'],
  ])('stays another value if %s would change it, or does not take it: %j', async (type, given, stored) => {
    const table = fresh('typed');
    await sql(`CREATE TABLE ${table} (id bigint PRIMARY KEY, v ${type}); INSERT INTO ${table} VALUES (1, '${stored}')`);
    const rule = ruleOf(await exported([{ id: 1, v: given }]), tableView(table));
    expect(await differing(rule)).toEqual({ scan: ['1'], reread: ['1'] });
    await repair(rule, '1').catch(() => undefined);
    expect(await sql(`SELECT v::text FROM ${table}`)).toEqual([[stored === '10.0.0.1' ? '10.0.0.1/32' : stored]]);
  });

  it('does not keep the others from being converted if the type does not take it', async () => {
    const table = fresh('typed');
    await sql(`CREATE TABLE ${table} (id bigint PRIMARY KEY, v inet)`);
    await sql(`INSERT INTO ${table} SELECT g, '10.0.0.1' FROM generate_series(1, 450) AS g`);
    const records = Array.from({ length: 450 }, (_, at) => ({ id: at + 1, v: at % 100 === 7 ? 'n/a' : '10.0.0.1/32' }));
    const { scan, reread } = await differing(ruleOf(await exported(records), tableView(table)));
    expect([scan, reread]).toEqual([
      ['8', '108', '208', '308', '408'],
      ['8', '108', '208', '308', '408'],
    ]);
  });

  it('is found in the re-read if both sides are PostgreSQL, and neither is sketched then', async () => {
    const [texts, typed] = [fresh('texts'), fresh('typed')];
    await sql(`CREATE TABLE ${texts} (id bigint PRIMARY KEY, v text, w text); CREATE TABLE ${typed} (id bigint PRIMARY KEY, v inet, w text);
      INSERT INTO ${texts} VALUES (1, '10.0.0.1', 'a'), (2, '10.0.0.2', 'b'); INSERT INTO ${typed} VALUES (1, '10.0.0.1', 'a'), (2, '10.0.0.1', 'b')`);
    const fields = { v: 'text', w: 'text' } as const;
    const rule = ruleOf(tableView(texts, fields), tableView(typed, fields));
    expect((await differing(rule)).reread).toEqual(['2']);
    expect(await rule.engine.sides.pushLeft?.(reading)).toBeUndefined();
    expect(await rule.engine.sides.pushRight?.(reading)).toBeUndefined();
    expect(await repair(rule, '2')).toEqual([expect.objectContaining({ written: true })]);
    expect((await differing(rule)).reread).toEqual([]);
    const same = ruleOf(tableView(typed, fields), tableView(typed, fields));
    expect(await same.engine.sides.pushLeft?.(reading)).toBeDefined();
  });
});

const COLUMNS = `c char(5), ip inet, b boolean, vb varbit, mo money, iv interval, hs hstore, d date, ti timetz, x xml, arr text[],
  cc "char", nm name, u uuid, r int4range, bits bit(3)[], nets inet[]`;
const VALUES = `(1, 'ab', '10.0.0.1', true, B'101', 12.5, '1 day 02:00', 'a=>"b c"', '2020-01-02', '10:00+02', '${XML}',
    '{a,"b,c",NULL,""}', 'x', 'nm', '0c9d2f0a-1111-4222-8333-444455556666', '[1,5]', '{101,NULL}', '{10.0.0.1,10.0.0.0/8}'),
  (2, '', '::1/64', false, '', 0, '-1 mon', '', 'infinity', '24:00:00-15:59', 'a', '{}', '', '', '${'0'.repeat(32)}', 'empty', '{}', '{}'),
  (3${', NULL'.repeat(17)})`;

describe('an export of a table', () => {
  const fields = Object.fromEntries(
    COLUMNS.split(/,\s+/).map((column) => [column.split(' ')[0] ?? '', 'text'] as const),
  );
  let table: string;
  beforeAll(async () => {
    table = fresh('exported');
    await sql(`CREATE TABLE ${table} (id bigint PRIMARY KEY, ${COLUMNS})`);
    await sql(`INSERT INTO ${table} VALUES ${VALUES}`);
  });

  it('equals its table in every field of type text: row_to_json', async () => {
    const rows = await sql(`SELECT row_to_json(e)::text FROM ${table} AS e ORDER BY id`);
    const file = join(directory, 'rows.ndjson');
    await writeFile(file, rows.map(([line]) => `${String(line)}\n`).join(''));
    const rule = ruleOf(ndjsonView<string>({ name: 'rows', file, key: 'id', fields }), tableView(table, fields));
    expect(await differing(rule)).toEqual({ scan: [], reread: [] });
  });

  it('equals its table in every field of type text: COPY with FORMAT csv', async () => {
    const file = join(directory, 'rows.csv');
    const names = ['id', ...Object.keys(fields)];
    // `concat` writes what the output functions write, as COPY does.
    const cells = names.map((name) => `CASE WHEN num_nulls(${name}) = 0 THEN concat(${name}) END`).join(', ');
    const rows = await sql(`SELECT ${cells} FROM ${table} ORDER BY id`);
    const cell = (text: unknown): string => (typeof text === 'string' ? `"${text.replaceAll('"', '""')}"` : '');
    await writeFile(file, [names.join(','), ...rows.map((row) => row.map(cell).join(','))].join('\n'));
    const rule = ruleOf(csvView<string>({ name: 'rows', file, key: 'id', fields }), tableView(table, fields));
    expect(await differing(rule)).toEqual({ scan: [], reread: [] });
  });
});

/** PostgreSQL and the engine render values, keys and rows as the same bytes. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Client } from 'pg';
import {
  addRow,
  CANONICAL_VERSION,
  canonicalText,
  cellOf,
  compositeKey,
  digestOf,
  emptySketch,
  type FieldType,
  fromText,
  hashingOf,
  joined,
  keyHash,
  type SketchPlan,
  tokenOf,
  unpacked,
  type Value,
} from '../../../reconciler/index.ts';
import { comparedTexts, concatenated } from '../../../reconciler/stores/sql/canonical.ts';
import {
  probeStatement,
  probeMatches,
  selectStatement,
  type SketchedTable,
  sketchStatement,
} from '../../../reconciler/stores/sql/sketch.ts';
import { takePostgres } from '../../engines/postgres.ts';
import type { Engine } from '../../engines/take.ts';
import { numbered } from './numbered.ts';

const plan: SketchPlan = { version: CANONICAL_VERSION, seed: 'feedfacefeedfacefeedfacefeedface', cells: 64 };
const hashing = hashingOf(plan);

/** The SQL type of a column, the field type that a view declares for it, and valid texts for it. */
const noNul = (text: string): string => text.replaceAll('\0', '');
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })).map(noNul);
const int8 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const numeric = fc
  .tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.nat(20))
  .map(([digits, scale]) => `${digits}e-${scale}`);
const moment = fc
  .tuple(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-30'), noInvalidDate: true }), fc.nat(999))
  .map(([date, micros]) => `${date.toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`);
const COLUMNS: readonly { sqlType: string; type: FieldType; texts: fc.Arbitrary<string> }[] = [
  { sqlType: 'text', type: 'text', texts: text },
  { sqlType: 'character varying', type: 'text', texts: text },
  { sqlType: 'uuid', type: 'text', texts: fc.uuid() },
  { sqlType: 'bigint', type: 'integer', texts: int8 },
  { sqlType: 'integer', type: 'decimal', texts: fc.integer().map(String) },
  {
    sqlType: 'numeric',
    type: 'decimal',
    texts: fc.oneof(numeric, fc.constantFrom('3000.00', '-0.0', 'NaN', 'Infinity')),
  },
  { sqlType: 'numeric', type: 'integer', texts: fc.bigInt().map((integer) => `${integer}.00`) },
  { sqlType: 'boolean', type: 'boolean', texts: fc.boolean().map(String) },
  {
    sqlType: 'timestamp with time zone',
    type: 'timestamp',
    texts: fc.oneof(moment, fc.constantFrom('infinity', '-infinity')),
  },
  { sqlType: 'timestamp without time zone', type: 'timestamp', texts: moment },
  {
    sqlType: 'bytea',
    type: 'binary',
    texts: fc.uint8Array().map((bytes) => `\\x${Buffer.from(bytes).toString('hex')}`),
  },
];

const valueOf = (type: FieldType, given: string | null): Value => {
  if (given === null) return null;
  return fromText(type, type === 'binary' ? Buffer.from(given.slice(2), 'hex').toString('base64') : given);
};

describe('PostgreSQL and the engine', () => {
  let engine: Engine;
  let client: Client;

  beforeAll(async () => {
    engine = await takePostgres();
    client = new Client({ connectionString: engine.url });
    await client.connect();
    await client.query(`SET timezone = 'Asia/Kolkata'`);
  }, 60_000);
  afterAll(async () => {
    await client.end();
    await engine.end();
  });

  const run = async (statement: Parameters<typeof numbered>[0]): Promise<string[][]> =>
    (await client.query<string[]>({ ...numbered(statement), rowMode: 'array' })).rows;

  it('render every value of every type as the same bytes', async () => {
    const columns = COLUMNS.map(({ sqlType, type }, at) => ({
      reference: `CAST($${at + 1} AS ${sqlType})`,
      type,
      sqlType,
    }));
    const sql = `SELECT ${concatenated(comparedTexts(columns) ?? [])} AS bytes`;
    const row = fc.tuple(...COLUMNS.map(({ texts }) => fc.option(texts, { freq: 8 })));
    await fc.assert(
      fc.asyncProperty(row, async (texts) => {
        const { rows } = await client.query<{ bytes: string }>(sql, texts);
        const expected = COLUMNS.map(({ type }, at) => canonicalText(type, valueOf(type, texts[at] ?? null)));
        expect(rows[0]?.bytes).toBe(expected.join(''));
      }),
      { numRuns: 300 },
    );
  });

  it('render as many columns as a table can have', async () => {
    const columns = Array.from(
      { length: 300 },
      (_, at) => ({ reference: `CAST('v${at}' AS text)`, type: 'text', sqlType: 'text' }) as const,
    );
    const { rows } = await client.query<{ bytes: string }>(
      `SELECT ${concatenated(comparedTexts(columns) ?? [])} AS bytes`,
    );
    expect(rows[0]?.bytes).toBe(columns.map((_, at) => canonicalText('text', `v${at}`)).join(''));
  });

  it('stream what SQL cannot render', () => {
    for (const [type, sqlType] of [
      ['json', 'jsonb'],
      ['decimal', 'double precision'],
      ['timestamp', 'time'],
      ['boolean', 'integer'],
    ] as const) {
      expect(comparedTexts([{ reference: 'x', type, sqlType }])).toBeUndefined();
    }
  });

  it('compute the same hash of every text, and the probe of the view confirms it', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        const [row] = await run(probeStatement(plan, given));
        expect(probeMatches(plan, given, row ?? [])).toBe(true);
        expect(probeMatches(plan, `${given}.`, row ?? [])).toBe(false);
        expect(probeMatches(plan, given, [row?.[0] ?? '', '130000'])).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  describe('over a table', () => {
    const contents = fc.uniqueArray(fc.tuple(text, int8, fc.option(text), fc.option(numeric)), {
      selector: ([one, other]) => `${one}\0${other}`,
      maxLength: 40,
    });
    const compared: SketchedTable['compared'] = [
      { column: 'the "name"', type: 'text', sqlType: 'text' },
      { column: 'price', type: 'decimal', sqlType: 'numeric' },
    ];
    const table: SketchedTable = { schema: 'public', table: 'the "things"', key: ['part', 'number'], compared };

    type Contents = readonly (readonly [string, string, string | null, string | null])[];
    const fill = async (rows: Contents): Promise<void> => {
      await client.query(`DROP TABLE IF EXISTS "the ""things"""`);
      await client.query(
        `CREATE TABLE "the ""things""" (part text, number bigint, "the ""name""" text, price numeric, PRIMARY KEY (part, number))`,
      );
      for (const row of rows) await client.query(`INSERT INTO "the ""things""" VALUES ($1, $2, $3, $4)`, [...row]);
    };
    const tokened = (rows: Contents) =>
      rows.map(([part, number, name, price]) => {
        const key = compositeKey([part, number]);
        const texts = canonicalText('text', name) + canonicalText('decimal', valueOf('decimal', price));
        return { key, token: tokenOf(hashing, key, texts) };
      });
    const byKey = (one: { key: string }, other: { key: string }): number => (one.key < other.key ? -1 : 1);

    it('make the same sketch and the same tokens, for all rows and for a selection', async () => {
      await fc.assert(
        fc.asyncProperty(contents, async (rows) => {
          await fill(rows);
          const expected = tokened(rows);
          const sketch = emptySketch(plan);
          for (const row of expected) addRow(sketch, digestOf(hashing, row));
          const parts = await run(sketchStatement(table, plan, 4096)!);
          expect(
            unpacked(
              plan,
              parts.map(([part]) => Buffer.from(part ?? '', 'base64')),
            ),
          ).toEqual(sketch);

          const selected = async (selection: Parameters<typeof selectStatement>[2]) =>
            (await run(selectStatement(table, plan, selection)!))
              .map(([key = '', token = '']) => ({ key, token }))
              .sort(byKey);
          expect(await selected('all')).toEqual(expected.sort(byKey));
          const hashOf = (key: string): bigint => {
            const { keyHigh, keyLow } = keyHash(hashing, key);
            return joined(keyHigh, keyLow);
          };
          const keyHashes = expected.slice(0, 2).map(({ key }) => hashOf(key));
          const cells = expected.slice(-2).map(({ key }) => cellOf(plan, keyHash(hashing, key)));
          expect(await selected({ cells, keyHashes })).toEqual(
            expected.filter(
              ({ key }) => keyHashes.includes(hashOf(key)) || cells.includes(cellOf(plan, keyHash(hashing, key))),
            ),
          );
          expect(await selected({ cells: [], keyHashes: [] })).toEqual([]);
        }),
        { numRuns: 25 },
      );
    });

    it('return a selection in pages, each row once', async () => {
      const rows = Array.from({ length: 25 }, (_, at) => [`part ${at % 3}`, String(at), 'name', '1'] as const);
      await fill(rows);
      const seen: string[] = [];
      let after: NonNullable<Parameters<typeof selectStatement>[3]>['after'] = [];
      for (let page = await run(selectStatement(table, plan, 'all', { after, rows: 4 })!); page.length > 0; ) {
        seen.push(...page.map(([key = '']) => key));
        const [part = '', number = ''] = JSON.parse(page.at(-1)?.[0] ?? '[]') as string[];
        after = [
          { text: part, sqlType: 'text' },
          { text: number, sqlType: 'bigint' },
        ];
        page = await run(selectStatement(table, plan, 'all', { after, rows: 4 })!);
      }
      expect(seen.sort()).toEqual(
        tokened(rows)
          .map(({ key }) => key)
          .sort(),
      );
    });
  });
});

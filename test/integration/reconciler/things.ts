/** The PostgreSQL table for the conformance kit, with unusual names and a column that no field reads. */
import { type Fields, type Value, writtenText } from '../../../reconciler/index.ts';

export const TABLE = `CREATE TABLE "the things" (
  thing text PRIMARY KEY, title text, details jsonb, tags text[], "co:unt" bigint, price numeric(20, 4), active boolean,
  extra bytea, version bigint NOT NULL, created_at timestamptz, updated_at timestamptz)`;

export const options = {
  key: 'thing',
  fields: {
    name: { type: 'text', from: 'title' },
    count: { type: 'integer', from: 'co:unt' },
    price: 'decimal',
    active: 'boolean',
  },
  version: 'version',
  updatedAt: 'updated_at',
  createdAt: 'created_at',
  pageRows: 7,
} as const;

/** Options with one mistake each, by the path that `inspect` reports. */
export const mistakes = {
  table: { table: 'nothings' },
  key: { key: 'title' },
  'fields.name': { fields: { ...options.fields, name: 'text' } },
  'fields.count': { fields: { ...options.fields, count: { type: 'integer', from: 'title' } } },
  'fields.active': { fields: { ...options.fields, active: { type: 'boolean', from: 'price' } } },
  version: { version: 'updated_at' },
  updatedAt: { updatedAt: 'touched_at' },
} as const;

/** The options of the view whose `name` is in a document. */
export const nested = {
  ...options,
  fields: { ...options.fields, name: { type: 'text', from: 'details.name' } },
} as const;

/** Moves the names of these rows into a document. */
export const nestStatement = (rows: Readonly<Record<string, Fields>>): string =>
  `UPDATE "the things" SET details = jsonb_build_object('name', title, 'kept', 'kept'), title = 'elsewhere'
   WHERE thing IN (${Object.keys(rows).map(quote).join(', ')})`;

export const keptStatement = (key: string): string =>
  `SELECT details ->> 'kept' AS kept FROM "the things" WHERE thing = ${quote(key)}`;

const quote = (value: Value | undefined): string =>
  value === null || value === undefined ? 'NULL' : `'${writtenText(value).replaceAll("'", "''")}'`;

/** Writes rows as their owner does. */
export function putStatement(rows: Readonly<Record<string, Fields>>, at: Date): string {
  const tuples = Object.entries(rows).map(
    ([thing, { name, count, price, active }]) =>
      `(${[thing, name, count, price, active, '\\x0102', 1, at.toISOString()].map(quote).join(', ')})`,
  );
  return `INSERT INTO "the things" (thing, title, "co:unt", price, active, extra, version, updated_at)
    VALUES ${tuples.join(', ')}
    ON CONFLICT (thing) DO UPDATE SET title = EXCLUDED.title, "co:unt" = EXCLUDED."co:unt", price = EXCLUDED.price,
      active = EXCLUDED.active, updated_at = EXCLUDED.updated_at`;
}

/** Adds a constraint that the row with this key breaks, without checking the rows of the table. */
export const forbidStatement = (key: string): string =>
  `ALTER TABLE "the things" ADD CHECK (thing <> '${key}') NOT VALID`;

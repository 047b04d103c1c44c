/** Products in Aurora. One statement writes a change and its outbox event. */
import * as z from 'zod/mini';
import type { OutboxEvent } from '../shared/outbox.ts';
import { parse } from '../shared/parse.ts';
import { isoInstant, type Sql, type SqlRow } from '../shared/data-api.ts';

interface ProductFields {
  readonly name: string;
  readonly priceCents: number;
  readonly weightGrams: number;
  readonly active: boolean;
}

export interface Product extends ProductFields {
  readonly sku: string;
  /** Incremented by each change; copies accept only a newer one. */
  readonly version: number;
  readonly updatedAt: string;
}

export interface ProductStore {
  find(sku: string): Promise<Product | undefined>;
  /** Ordered by SKU, starting after `after`. */
  list(after: string, limit: number): Promise<Product[]>;
  save(sku: string, fields: ProductFields, now: Date): Promise<Product>;
}

const Rows = z.array(
  z.object({
    sku: z.string(),
    name: z.string(),
    price_cents: z.coerce.number(),
    weight_grams: z.coerce.number(),
    active: z.boolean(),
    version: z.coerce.number(),
    updated_at: z.string(),
  }),
);

const COLUMNS = `sku, name, price_cents, weight_grams, active, version,
  CAST(updated_at AT TIME ZONE 'UTC' AS text) AS updated_at`;

const FIND = `SELECT ${COLUMNS} FROM products WHERE sku = :sku`;
const LIST = `SELECT ${COLUMNS} FROM products WHERE sku > :after ORDER BY sku LIMIT :limit`;

const SAVE = `
  WITH saved AS (
    INSERT INTO products (sku, name, price_cents, weight_grams, active, version, updated_at)
    VALUES (:sku, :name, :priceCents, :weightGrams, :active, 1, CAST(:now AS timestamptz))
    ON CONFLICT (sku) DO UPDATE SET name = EXCLUDED.name, price_cents = EXCLUDED.price_cents,
      weight_grams = EXCLUDED.weight_grams, active = EXCLUDED.active, version = products.version + 1,
      updated_at = EXCLUDED.updated_at
    RETURNING *
  ),
  queued AS (
    INSERT INTO outbox (event_id, payload, created_at)
    SELECT sku || '#' || version, jsonb_build_object('sku', sku, 'name', name, 'priceCents', price_cents,
      'weightGrams', weight_grams, 'active', active, 'version', version, 'updatedAt', CAST(:now AS text)), updated_at
    FROM saved
  )
  SELECT ${COLUMNS} FROM saved`;

export function productStore(sql: Sql): ProductStore {
  return {
    find: async (sku) => products(await sql(FIND, { sku }))[0],
    list: async (after, limit) => products(await sql(LIST, { after, limit })),
    async save(sku, { name, priceCents, weightGrams, active }, now) {
      const parameters = { sku, name, priceCents, weightGrams, active, now: now.toISOString() };
      const [saved] = products(await sql(SAVE, parameters));
      if (saved === undefined) throw new Error(`saving product ${sku} returned no row`);
      return saved;
    },
  };
}

/** One event per version, so publishing it again changes nothing. */
export const productEvent = (product: Product): OutboxEvent => ({
  eventId: `${product.sku}#${product.version}`,
  payload: { ...product },
});

const products = (rows: SqlRow[]): Product[] =>
  parse(Rows, rows, 'Table products').map((row) => ({
    sku: row.sku,
    name: row.name,
    priceCents: row.price_cents,
    weightGrams: row.weight_grams,
    active: row.active,
    version: row.version,
    updatedAt: isoInstant(row.updated_at),
  }));

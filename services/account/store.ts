/** Customers in Aurora. One statement writes a change and its outbox event. */
import * as z from 'zod/mini';
import type { OutboxEvent } from '../shared/outbox.ts';
import { parse } from '../shared/parse.ts';
import { isoInstant, type Sql, type SqlRow } from '../shared/data-api.ts';

interface CustomerFields {
  readonly name: string;
  readonly address: string;
  readonly email: string;
}

export interface Customer extends CustomerFields {
  readonly customerId: string;
  /** Incremented by each change; copies accept only a newer one. */
  readonly version: number;
  readonly updatedAt: string;
}

export interface CustomerStore {
  find(customerId: string): Promise<Customer | undefined>;
  save(customerId: string, fields: CustomerFields, now: Date): Promise<Customer>;
}

const Rows = z.array(
  z.object({
    customer_id: z.string(),
    name: z.string(),
    address: z.string(),
    email: z.string(),
    version: z.coerce.number(),
    updated_at: z.string(),
  }),
);

const COLUMNS = `customer_id, name, address, email, version,
  CAST(updated_at AT TIME ZONE 'UTC' AS text) AS updated_at`;

const FIND = `SELECT ${COLUMNS} FROM customers WHERE customer_id = :customerId`;

/** The event does not include the e-mail address: no copy needs it. */
const SAVE = `
  WITH saved AS (
    INSERT INTO customers (customer_id, name, address, email, version, updated_at)
    VALUES (:customerId, :name, :address, :email, 1, CAST(:now AS timestamptz))
    ON CONFLICT (customer_id) DO UPDATE SET name = EXCLUDED.name, address = EXCLUDED.address,
      email = EXCLUDED.email, version = customers.version + 1, updated_at = EXCLUDED.updated_at
    RETURNING *
  ),
  queued AS (
    INSERT INTO outbox (event_id, payload, created_at)
    SELECT customer_id || '#' || version, jsonb_build_object('customerId', customer_id, 'name', name,
      'address', address, 'version', version, 'updatedAt', CAST(:now AS text)), updated_at
    FROM saved
  )
  SELECT ${COLUMNS} FROM saved`;

export function customerStore(sql: Sql): CustomerStore {
  return {
    find: async (customerId) => customers(await sql(FIND, { customerId }))[0],
    async save(customerId, { name, address, email }, now) {
      const [saved] = customers(await sql(SAVE, { customerId, name, address, email, now: now.toISOString() }));
      if (saved === undefined) throw new Error(`saving customer ${customerId} returned no row`);
      return saved;
    },
  };
}

/** One event per version, so publishing it again changes nothing. */
export const customerEvent = ({ customerId, name, address, version, updatedAt }: Customer): OutboxEvent => ({
  eventId: `${customerId}#${version}`,
  payload: { customerId, name, address, version, updatedAt },
});

const customers = (rows: SqlRow[]): Customer[] =>
  parse(Rows, rows, 'Table customers').map((row) => ({
    customerId: row.customer_id,
    name: row.name,
    address: row.address,
    email: row.email,
    version: row.version,
    updatedAt: isoInstant(row.updated_at),
  }));

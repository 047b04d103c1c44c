/** Payments in Aurora. One statement, and so one transaction, writes row, entry and outbox event. */
import * as z from 'zod/mini';
import { parse } from '../shared/parse.ts';
import type { Sql, SqlRow } from '../shared/data-api.ts';
import { paymentEvent } from './event.ts';
import type { Move, Opening, Payment, PaymentStore } from './ports.ts';

const Rows = z.array(
  z.object({
    correlation_id: z.string(),
    state: z.enum(['AUTHORISED', 'DECLINED', 'CAPTURED', 'VOIDED', 'REFUNDED']),
    amount_cents: z.coerce.number(),
    method: z.string(),
    reason: z.nullable(z.string()),
  }),
);

const COLUMNS = 'correlation_id, state, amount_cents, method, reason';

const FIND = `SELECT ${COLUMNS} FROM payments WHERE correlation_id = :correlationId`;

/** Writes the entry of a changed row, if money moved, and its event. */
const BOOKED = `
  booked AS (
    INSERT INTO entries (correlation_id, kind, amount_cents, created_at)
    SELECT correlation_id, CAST(:entry AS text), amount_cents, CAST(:now AS timestamptz)
    FROM changed WHERE CAST(:entry AS text) IS NOT NULL
  ),
  queued AS (
    INSERT INTO outbox (event_id, payload, created_at)
    SELECT CAST(:eventId AS text), CAST(:payload AS jsonb), CAST(:now AS timestamptz) FROM changed
    ON CONFLICT (event_id) DO NOTHING
  )
  SELECT ${COLUMNS} FROM changed`;

const OPEN = `
  WITH changed AS (
    INSERT INTO payments (correlation_id, state, amount_cents, method, reason, version, created_at, updated_at)
    VALUES (:correlationId, :state, :amountCents, :method, CAST(:reason AS text), 1,
      CAST(:now AS timestamptz), CAST(:now AS timestamptz))
    ON CONFLICT (correlation_id) DO NOTHING
    RETURNING ${COLUMNS}
  ), ${BOOKED}`;

const MOVE = `
  WITH changed AS (
    UPDATE payments SET state = :state, version = version + 1, updated_at = CAST(:now AS timestamptz)
    WHERE correlation_id = :correlationId AND state = :from
    RETURNING ${COLUMNS}
  ), ${BOOKED}`;

export function paymentStore(sql: Sql): PaymentStore {
  return {
    find: async (correlationId) => first(await sql(FIND, { correlationId })),
    open: async (opening) => first(await sql(OPEN, openParameters(opening))),
    move: async (move) => first(await sql(MOVE, moveParameters(move))),
  };
}

function openParameters({ payment, entry, now }: Opening) {
  const { correlationId, state, amountCents, method, reason } = payment;
  return {
    correlationId,
    state,
    amountCents,
    method,
    reason: reason ?? null,
    ...booking(paymentEvent(correlationId, state), entry, now),
  };
}

function moveParameters({ correlationId, from, to, entry, now }: Move) {
  return { correlationId, from, state: to, ...booking(paymentEvent(correlationId, to), entry, now) };
}

const booking = (event: ReturnType<typeof paymentEvent>, entry: string | undefined, now: Date) => ({
  entry: entry ?? null,
  eventId: event.eventId,
  payload: JSON.stringify(event.payload),
  now: now.toISOString(),
});

function first(rows: SqlRow[]): Payment | undefined {
  const [row] = parse(Rows, rows, 'Table payments');
  if (row === undefined) return undefined;
  return {
    correlationId: row.correlation_id,
    state: row.state,
    amountCents: row.amount_cents,
    method: row.method,
    ...(row.reason !== null && { reason: row.reason }),
  };
}

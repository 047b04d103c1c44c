import * as z from 'zod';
import type { DriftKind } from '@evenkeel/chaos';
import { runPaymentSql } from './payment-sql.ts';

/** Each candidate is one payment without an order. */
const MAX_CANDIDATES = 100;
const AMOUNT_CENTS = 1234;
/** Older than any time a saga may be in flight. */
const AGE_MS = 6 * 3600 * 1000;

const PreImage = z.strictObject({ correlationId: z.string() });

/** Money is authorised for an order that checkout never wrote. */
export const orphanPayment: DriftKind<never> = {
  kind: 'orphan-payment',
  summary: 'A payment is AUTHORISED for an order that does not exist.',
  rule: () => 'order-payment',
  alsoWrites: ['payment.entries'],
  candidates: (_snapshot, run) => Array.from({ length: MAX_CANDIDATES }, (_, index) => `${run}-orphan-${index}`),
  async seed({ key, stores, now, keep }) {
    await keep({ correlationId: key });
    const at = new Date(now.getTime() - AGE_MS).toISOString();
    await runPaymentSql(stores.connection, INSERT, { id: key, cents: AMOUNT_CENTS, at });
    return {
      description: `payment of ${AMOUNT_CENTS} cents authorised for ${key}, an order that does not exist`,
      consequences: [],
    };
  },
  async undo(document, stores) {
    const { correlationId } = PreImage.parse(document);
    return (await runPaymentSql(stores.connection, REMOVE, { id: correlationId })) > 0;
  },
};

const INSERT = `
WITH payment AS (
  INSERT INTO payments (correlation_id, state, amount_cents, method, version, created_at, updated_at)
  VALUES (:id, 'AUTHORISED', :cents, 'card', 1, :at::timestamptz, :at::timestamptz)
  RETURNING correlation_id
)
INSERT INTO entries (correlation_id, kind, amount_cents, created_at)
SELECT correlation_id, 'AUTHORISE', :cents, :at::timestamptz FROM payment`;

const REMOVE = `
WITH gone AS (
  DELETE FROM entries WHERE correlation_id = :id
  AND EXISTS (SELECT 1 FROM payments WHERE correlation_id = :id AND state = 'AUTHORISED' AND version = 1)
)
DELETE FROM payments WHERE correlation_id = :id AND state = 'AUTHORISED' AND version = 1
RETURNING correlation_id`;

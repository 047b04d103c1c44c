/** Ways to break payment: wrong amounts, wrong bookings, and events that are lost. */
import { mark, type Sabotage } from '../../../chaos/sabotage/index.ts';
import { isOfLoad } from '../../../systems/commerce/sabotages/of-load.ts';

const AMOUNT_OF_ENTRY = `SELECT correlation_id, CAST(:entry AS text), amount_cents, CAST(:now AS timestamptz)`;
const MOVE = 'move: async (move) => first(await sql(MOVE, moveParameters(move))),';

/** A move of a payment, with the mark if it goes to this state. */
const markedMove = (name: string, to: string) => `move: async (move) => {
        if (move.to === '${to}') {
          ${mark(name, "move.correlationId + ' is ' + move.to")}
        }
        return first(await sql(MOVE, moveParameters(move)));
      },`;

export const paymentSabotages: readonly Sabotage[] = [
  {
    name: 'capture-rounded-to-whole-units',
    culprit: 'Payment books a capture without the cents of its amount.',
    expectedCheck: 'money-conserved',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'services/payment/store',
        find: AMOUNT_OF_ENTRY,
        replace: `SELECT correlation_id, CAST(:entry AS text),
          CASE CAST(:entry AS text) WHEN 'CAPTURE' THEN amount_cents / 100 * 100 ELSE amount_cents END,
          CAST(:now AS timestamptz)`,
      },
      {
        module: 'services/payment/store',
        find: MOVE,
        replace: markedMove('capture-rounded-to-whole-units', 'CAPTURED'),
      },
    ],
  },
  {
    name: 'void-larger-than-authorised',
    culprit: 'Payment voids an amount that is one cent larger than the authorised one.',
    expectedCheck: 'explained',
    experiment: 'stock_runs_out',
    overrides: [
      {
        module: 'services/payment/store',
        find: AMOUNT_OF_ENTRY,
        replace: `SELECT correlation_id, CAST(:entry AS text),
          CASE CAST(:entry AS text) WHEN 'VOID' THEN amount_cents + 1 ELSE amount_cents END,
          CAST(:now AS timestamptz)`,
      },
      { module: 'services/payment/store', find: MOVE, replace: markedMove('void-larger-than-authorised', 'VOIDED') },
    ],
  },
  {
    name: 'void-after-capture',
    culprit: 'Payment releases the authorisation of a payment that it has captured.',
    expectedCheck: 'exactly-once',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'services/payment/store',
        find: MOVE,
        replace: `move: async (move) => {
        const moved = first(await sql(MOVE, moveParameters(move)));
        if (moved !== undefined && move.to === 'CAPTURED') {
          ${mark('void-after-capture', "move.correlationId + ' is voided after its capture'")}
          await sql(
            "INSERT INTO entries (correlation_id, kind, amount_cents, created_at) SELECT correlation_id, 'VOID', amount_cents, CAST(:now AS timestamptz) FROM payments WHERE correlation_id = :correlationId",
            { correlationId: move.correlationId, now: move.now.toISOString() },
          );
        }
        return moved;
      },`,
      },
    ],
  },
  {
    name: 'void-booked-as-refund',
    culprit: 'Payment books the void of an authorisation as a refund, which pays money that was never taken.',
    expectedCheck: 'exactly-once',
    experiment: 'stock_runs_out',
    overrides: [
      {
        module: 'services/payment/payment',
        find: "if (to === 'VOIDED') return 'VOID';",
        replace: `if (to === 'VOIDED') {
        ${mark('void-booked-as-refund', "'from ' + from")}
        return 'REFUND';
      }`,
      },
    ],
  },
  {
    name: 'method-lost',
    culprit: 'Payment stores every payment as one by invoice.',
    expectedCheck: 'explained',
    experiment: 'drift_repaired',
    overrides: [
      {
        module: 'services/payment/step',
        find: 'return store.open({ payment, now, ...entry });',
        replace: `if (payment.method === 'card') {
        ${mark('method-lost', "'payment of ' + correlationId")}
      }
      return store.open({ payment: { ...payment, method: 'invoice' }, now, ...entry });`,
      },
    ],
  },
  {
    name: 'limit-off-by-one',
    culprit: 'Payment accepts a card payment of exactly the limit.',
    expectedCheck: 'outcome-as-predicted',
    experiment: 'risk_closed',
    overrides: [
      {
        module: 'services/payment/payment',
        find: "export const exceedsRisk = (method: string, totalCents: number, limitCents: number): boolean => method === 'card' && totalCents >= limitCents;",
        replace: `export const exceedsRisk = (method: string, totalCents: number, limitCents: number): boolean => {
        if (totalCents === limitCents) {
          ${mark('limit-off-by-one', "'payment of ' + totalCents")}
        }
        return method === 'card' && totalCents > limitCents;
      };`,
      },
    ],
  },
  {
    name: 'event-id-per-payment',
    culprit: 'Payment gives all events of one payment the same id, so only the first of them is published.',
    expectedCheck: 'sagas-at-rest',
    experiment: 'commerce_short',
    overrides: [
      {
        module: 'services/payment/event',
        find: "=> ({ eventId: `${correlationId}#${state}`, payload: { correlationId, service: 'payment', state }, });",
        replace: `=> {
        const isBroken = state === 'CAPTURED' && ${isOfLoad('correlationId')};
        if (isBroken) {
          ${mark('event-id-per-payment', "correlationId + ' is ' + state")}
        }
        const eventId = correlationId + '#' + (isBroken ? 'AUTHORISED' : state);
        return { eventId, payload: { correlationId, service: 'payment', state } };
      };`,
      },
    ],
  },
];

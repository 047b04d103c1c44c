/** What the shop's stores must hold for what was asked of it, record by record. */
import {
  type AcceptedRequest,
  anyNumberOf,
  anyText,
  type BeforeLoad,
  change,
  either,
  type Expectations,
  type Expected,
  type ExpectedRecord,
  integer,
  oneOf,
  type OrphanedSaga,
  record,
  time,
} from '@evenkeel/chaos';
import { renamedWeight } from './releases/renamed-weight.ts';
import { numberOf, quantitiesOf, textOf } from './records.ts';

type Lines = { sku: string; quantity: number }[];

/** An order as its request asks for it. */
interface Asked {
  readonly id: string;
  readonly customerId: string;
  /** How it is paid. */
  readonly method: string;
  /** In the order in which views show them. */
  readonly lines: Lines;
  /** Of the lines, in the same order. */
  readonly unitPrices: { sku: string; unitPriceCents: number }[];
  readonly amountCents: number;
}

export const expect: Expectations = {
  request: (request, end, before) => {
    // Only the home region has a catalog.
    if (end === null) return request.journey === 'reprice' && request.here !== 'other' ? repriced(request) : [];
    const asked = askedOf(request, before);
    if (end === 'completed') return completed(asked);
    // Services roll an order back only because somebody filed it as failed.
    const failed =
      request.endedBy === 'services' ? [record('transactions.errors', { correlationId: asked.id }, FILED)] : [];
    return [...rolledBack(asked), ...failed];
  },
  elsewhere: (request) => (request.journey === 'reprice' && request.here === 'other' ? replicated(request) : []),
  orphan: (saga, end) => (end === 'rolled-back' ? closed(saga) : []),
};

/** Prices are the catalog's: no journey changes the price of a product that others order. */
function askedOf({ correlationId, asked }: AcceptedRequest, before: BeforeLoad): Asked {
  const body = fieldsIn(asked['body']);
  const lines = quantitiesOf(body).map(({ sku, quantity }) => ({ sku, quantity }));
  lines.sort((one, other) => (one.sku < other.sku ? -1 : 1));
  const priceOf = (sku: string) =>
    numberOf(before('catalog.products', sku) ?? before('checkout.prices', sku), 'unitPriceCents');
  return {
    id: correlationId,
    customerId: textOf(body, 'customerId'),
    method: textOf(body, 'method'),
    lines,
    unitPrices: lines.map(({ sku }) => ({ sku, unitPriceCents: priceOf(sku) })),
    amountCents: lines.reduce((sum, { sku, quantity }) => sum + quantity * priceOf(sku), 0),
  };
}

function completed(asked: Asked): readonly Expected[] {
  const { id, customerId, method, lines, amountCents } = asked;
  return [
    order(asked, 'COMPLETED'),
    record('payment.payments', id, { state: 'CAPTURED', amountCents, method }),
    entry(id, 'AUTHORISE', amountCents),
    entry(id, 'CAPTURE', amountCents),
    record('warehouse.reservations', id, { state: 'COMMITTED', lines }),
    record('shipping.shipments', id, { state: 'DISPATCHED', customerId }),
    ...lines.flatMap(({ sku, quantity }) => [
      change('warehouse.stock', sku, 'onHand', -quantity, { min: 0 }),
      change('warehouse.stock', sku, 'shipped', quantity),
    ]),
    filings(id),
  ];
}

/** The method of a payment that was rolled back before anyone asked for it. */
const NO_METHOD = 'none';

/** Each service has undone what it prepared, refused it, or left a tombstone because the rollback came first. */
function rolledBack(asked: Asked): readonly Expected[] {
  const { id, customerId, method, lines, amountCents } = asked;
  const payment = (state: string, cents = amountCents, how = method) =>
    record('payment.payments', id, { state, amountCents: cents, method: how });
  const reservation = (state: string, held: Lines) => record('warehouse.reservations', id, { state, lines: held });
  return [
    order(asked, 'ROLLED_BACK'),
    either(
      [payment('VOIDED'), entry(id, 'AUTHORISE', amountCents), entry(id, 'VOID', amountCents)],
      [payment('VOIDED', 0, NO_METHOD)],
      [payment('DECLINED')],
    ),
    either([reservation('RELEASED', lines)], [reservation('RELEASED', [])], [reservation('REJECTED', lines)]),
    record('shipping.shipments', id, { state: 'CANCELLED', customerId: oneOf(customerId, undefined) }),
    filings(id),
  ];
}

/** A payment without an order is voided; the order and the other parts are closed with nothing in them. */
function closed({ correlationId: id, written }: OrphanedSaga): readonly Expected[] {
  const paid = written.find(({ view }) => view === 'payment.payments')?.fields;
  const cents = numberOf(paid, 'amountCents');
  const method = textOf(paid, 'method');
  const payment = record('payment.payments', id, { state: 'VOIDED', amountCents: cents, method });
  return [
    order({ id, customerId: '', method: 'invoice', lines: [], unitPrices: [], amountCents: 0 }, 'ROLLED_BACK'),
    either(cents > 0 ? [payment, entry(id, 'AUTHORISE', cents), entry(id, 'VOID', cents)] : [payment]),
    record('warehouse.reservations', id, { state: 'RELEASED', lines: [] }),
    record('shipping.shipments', id, { state: 'CANCELLED' }),
    filings(id),
  ];
}

/** The product of its own that the journey created and then changed, and the copies of it. */
function repriced(request: AcceptedRequest): readonly ExpectedRecord[] {
  const { asked, handledBy } = request;
  const body = fieldsIn(asked['body']);
  const sku = textOf(asked, 'sku');
  // The first request may have failed without an answer.
  const version = asked['created'] === 200 ? 2 : integer({ min: 1, max: 2 });
  const common = { name: textOf(body, 'name'), active: true, version };
  const unitPriceCents = numberOf(body, 'priceCents');
  const weightGrams = numberOf(body, 'weightGrams');
  return [
    record('catalog.products', sku, { ...common, unitPriceCents, weightGrams }),
    record('checkout.prices', sku, { ...common, unitPriceCents }),
    record('warehouse.products', sku, {
      ...common,
      weightGrams: handledBy.includes(renamedWeight.name) ? oneOf(null, undefined) : weightGrams,
    }),
  ];
}

/** The copies of such a product, which are all that the other region has of it, and reads of the home region. */
function replicated(request: AcceptedRequest): readonly Expected[] {
  const copies = repriced(request).filter(({ view }) => view !== 'catalog.products');
  return copies.flatMap((copy) => [copy, { ...copy, view: `home.${copy.view}` }]);
}

function order({ id, customerId, method, lines, unitPrices, amountCents }: Asked, state: string): ExpectedRecord {
  return record('checkout.orders', id, {
    state,
    amountCents,
    customerId,
    method,
    lines,
    unitPrices,
    createdAt: CREATED,
    updatedAt: UPDATED,
  });
}

const entry = (correlationId: string, kind: string, amountCents: number): ExpectedRecord =>
  record('payment.entries', { correlationId }, { kind, amountCents });

/** Any failure may have been filed, even for an order that was completed later. */
const filings = (correlationId: string): Expected => anyNumberOf('transactions.errors', { correlationId }, FILED);

// Made once, because they are used for every order.
const CREATED = time();
const UPDATED = time({ notBefore: 'createdAt' });
const FILED = { source: anyText(), filings: integer({ min: 1 }) };

function fieldsIn(value: AcceptedRequest['asked'][string] | undefined): AcceptedRequest['asked'] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

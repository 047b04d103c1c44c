import type { AcceptedRequest, BeforeLoad, Matcher } from '@evenkeel/chaos';
import { customers } from '../catalogue.ts';
import { numberOf, quantitiesOf, textOf } from '../records.ts';
import type { Asked } from './asked.ts';
import { fieldsIn } from './fields-in.ts';
import { refusalsOf } from './refusals.ts';

/** Prices are the catalog's: no journey changes the price of a product that others order. */
export function askedOf(request: AcceptedRequest, before: BeforeLoad): Asked {
  const { correlationId, asked } = request;
  const body = fieldsIn(asked['body']);
  const lines = quantitiesOf(body).map(({ sku, quantity }) => ({ sku, quantity }));
  lines.sort((one, other) => (one.sku < other.sku ? -1 : 1));
  const priceOf = (sku: string) =>
    numberOf(before('catalog.products', sku) ?? before('checkout.prices', sku), 'unitPriceCents');
  const amountCents = lines.reduce((sum, { sku, quantity }) => sum + quantity * priceOf(sku), 0);
  const customerId = textOf(body, 'customerId');
  const method = textOf(body, 'method');
  return {
    id: correlationId,
    customerId,
    orderedBy: orderedBy(request, customerId),
    method,
    lines,
    unitPrices: lines.map(({ sku }) => ({ sku, unitPriceCents: priceOf(sku) })),
    amountCents,
    total: totalOf(asked, amountCents),
    ...refusalsOf({ method, lines, amountCents }, request, before),
  };
}

/** The customer sees one price, and pays it: what the journey added up must be what the stores' prices come to. */
function totalOf({ totalCents }: AcceptedRequest['asked'], amountCents: number): number | Matcher {
  if (typeof totalCents !== 'number' || totalCents === amountCents) return amountCents;
  return nothing(`${amountCents} by the prices before the load, and ${totalCents} by the request`);
}

/** A journey orders for the customers that seeding creates. */
function orderedBy({ journey }: Pick<AcceptedRequest, 'journey'>, customerId: string): string | Matcher {
  if (journey === 'request' || customers.some((one) => one.customerId === customerId)) return customerId;
  return nothing(`of a customer, which ${JSON.stringify(customerId)} is not`);
}

const nothing = (allows: string): Matcher => ({ allows, matches: () => false });

import { type AcceptedRequest, type ExpectedRecord, integer, record, withheld } from '@evenkeel/chaos';
import { customers, products } from '../catalogue.ts';

/** Seeding a system again writes the masters once more. */
const WRITTEN = integer({ min: 1 });

/**
 * What seeding sent, in the masters: copies follow them, and rules compare the two. Others may receive stock as well, but
 * nobody as much again.
 */
export function seeded({ here }: Pick<AcceptedRequest, 'here'>): readonly ExpectedRecord[] {
  const received = products
    .filter(({ stock }) => stock > 0)
    .map(({ sku, stock }) => record('warehouse.stock', sku, { received: integer({ min: stock, max: 2 * stock - 1 }) }));
  if (here === 'other') return received;
  return [
    ...products.map(({ sku, name, priceCents, weightGrams }) =>
      record('catalog.products', sku, {
        name,
        unitPriceCents: priceCents,
        weightGrams,
        active: true,
        version: WRITTEN,
      }),
    ),
    ...customers.map(({ customerId }) =>
      record('account.customers', customerId, { name: withheld(), address: withheld(), version: WRITTEN }),
    ),
    ...received,
  ];
}

import { type AcceptedRequest, type Expected, type ExpectedRecord, integer, oneOf, record } from '@evenkeel/chaos';
import { numberOf, textOf } from '../records.ts';
import { renamedWeight } from '../releases/renamed-weight.ts';
import { fieldsIn } from './fields-in.ts';

/** The product of its own that the journey created and then changed, and the copies of it. */
export function repriced(request: AcceptedRequest): readonly ExpectedRecord[] {
  const { asked, handledBy } = request;
  const body = fieldsIn(asked['body']);
  const sku = textOf(asked, 'sku');
  const { created = 200 } = fieldsIn(asked['answered']);
  // The first request may have failed without an answer.
  const version = created === 200 ? 2 : integer({ min: 1, max: 2 });
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
export function replicated(request: AcceptedRequest): readonly Expected[] {
  const copies = repriced(request).filter(({ view }) => view !== 'catalog.products');
  return copies.flatMap((copy) => [copy, { ...copy, view: `home.${copy.view}` }]);
}

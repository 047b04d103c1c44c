import { check } from 'k6';
import { allowedStatuses, allows, type Call, call, iteration, operate } from 'evenkeel/k6';
import { repricedProduct } from '../catalogue.ts';

/** Creates a product that nobody orders, then changes its price: the copies of the price must follow. */
export function reprice(): void {
  const now = iteration();
  if (now === undefined) return;
  const { correlationId } = now;
  const { sku, first, later } = repricedProduct(correlationId, now.number);
  const expected = allowedStatuses(now.stretch, [200]);
  const put = (body: object): Call => ({
    method: 'PUT',
    path: `/products/${sku}`,
    name: 'PUT /products/{sku}',
    correlationId,
    body,
    expected,
  });
  const created = call(put(first));
  const answer = operate(put(later), { sku, answered: { created: created.status } });
  if (answer.status !== 0) check(answer, { 'price changed': ({ status }) => allows(expected, status) });
}

import { check } from 'k6';
import { allowedStatuses, allows, call, iteration, operate, plan } from 'evenkeel/k6';
import { ordinaryCart, totalCents } from '../catalogue.ts';

/** Lists the products, then opens one. */
export function browse(): void {
  const now = iteration();
  if (now === undefined) return;
  const { correlationId } = now;
  const expected = allowedStatuses(now.stretch, [200]);
  const list = operate({ method: 'GET', path: '/products', name: 'GET /products', correlationId, expected });
  check(list, { 'products listed': ({ status }) => allows(expected, status) });
  const sku = ordinaryCart(plan.seed, now.number)[0]?.sku ?? '';
  const product = call({ method: 'GET', path: `/products/${sku}`, name: 'GET /products/{sku}', correlationId });
  check(product, {
    'product shown': ({ status }) => status === 200,
    'price shown': (shown) => shown.status !== 200 || shown.json('priceCents') === totalCents([{ sku, quantity: 1 }]),
  });
}

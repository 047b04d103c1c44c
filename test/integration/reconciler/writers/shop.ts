/** What users do in the commerce system, each through the API of the owning service. */
import type { BusySystem } from './system.ts';

export interface Shop {
  price(sku: string, priceCents: number): Promise<void>;
  receive(sku: string, quantity: number, receiptId: string): Promise<void>;
  move(customerId: string, address: string): Promise<void>;
  buy(correlationId: string, customerId: string, sku: string, quantity: number): Promise<void>;
  /** Refunds a captured payment, and leaves any other as it is. */
  refund(correlationId: string): Promise<void>;
}

const CONFLICT = 409;
const NOT_FOUND = 404;

export function shopOf({ call }: Pick<BusySystem, 'call'>): Shop {
  const expect = async (answer: Promise<Response>, ...besides: readonly number[]): Promise<void> => {
    const response = await answer;
    const text = await response.text();
    if (response.ok || besides.includes(response.status)) return;
    throw new Error(`${response.url} answered ${response.status}: ${text}`);
  };
  return {
    price: (sku, priceCents) =>
      expect(call('PUT', `/products/${sku}`, { name: `A ${sku}`, priceCents, weightGrams: 10 + (priceCents % 90) })),
    receive: (sku, quantity, receiptId) => expect(call('POST', `/stock/${sku}/receipts`, { quantity, receiptId })),
    move: (customerId, address) =>
      expect(
        call('PUT', `/customers/${customerId}`, { name: customerId, address, email: `${customerId}@example.com` }),
      ),
    buy: (correlationId, customerId, sku, quantity) =>
      expect(
        call(
          'POST',
          '/checkout',
          { customerId, lines: [{ sku, quantity }], method: 'card' },
          { 'x-correlation-id': correlationId },
        ),
      ),
    refund: (correlationId) => expect(call('POST', `/payments/${correlationId}/refunds`), CONFLICT, NOT_FOUND),
  };
}

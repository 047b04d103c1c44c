import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { correlationId, positive, text } from '../shared/request.ts';

/** Each SKU may appear once, because one transaction reserves the order and can change a SKU's counters only once. */
const lines = z.array(z.strictObject({ sku: text, quantity: positive })).check(
  z.minLength(1),
  z.maxLength(50),
  z.superRefine((items, context) => {
    const seen = new Set<string>();
    items.forEach(({ sku }, index) => {
      if (seen.has(sku)) context.addIssue({ code: 'custom', path: [index, 'sku'], message: `${sku} appears twice` });
      seen.add(sku);
    });
  }),
);

const method = z.enum(['card', 'invoice']);

const headers = z.object({ 'x-correlation-id': z.optional(correlationId) });

export const CheckoutRequest = z.object({ headers, body: z.strictObject({ customerId: text, lines, method }) });

export const CartCheckoutRequest = z.object({ headers, body: z.strictObject({ cartId: text, method }) });

export type CheckoutBody = z.output<typeof CheckoutRequest>['body'] | z.output<typeof CartCheckoutRequest>['body'];

/** Whether a body is meant as a checkout of a cart; its errors are reported against that schema. */
export const isCartCheckout = (body: unknown): boolean => typeof body === 'object' && body !== null && 'cartId' in body;

export const CartRequest = z.object({
  path: z.object({ id: text }),
  body: z.strictObject({ customerId: text, lines }),
});

export const ByCorrelationId = z.object({ path: z.object({ id: text }) });

/** Distinguishes requests with the same correlation id. The body's fields are in the order of the schema. */
export const requestHash = (body: CheckoutBody): string =>
  createHash('sha256').update(JSON.stringify(body)).digest('hex');

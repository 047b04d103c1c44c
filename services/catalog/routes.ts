import * as z from 'zod/mini';
import type { Clock } from '../shared/clock.ts';
import { ok, type Routes, route } from '../shared/http.ts';
import type { Outbox } from '../shared/outbox.ts';
import { notFound } from '../shared/problem.ts';
import { natural, text } from '../shared/request.ts';
import { type ProductStore, productEvent } from './store.ts';

const PAGE = 100;

const ListRequest = z.object({ query: z.object({ after: z.optional(text) }) });

const BySku = z.object({ path: z.object({ sku: text }) });

const ProductRequest = z.object({
  path: z.object({ sku: text }),
  body: z.strictObject({
    name: text,
    priceCents: natural,
    weightGrams: natural,
    active: z._default(z.boolean(), true),
  }),
});

export function catalogRoutes(store: ProductStore, events: Outbox, clock: Clock): Routes {
  return {
    'GET /products': route(ListRequest, async ({ query: { after = '' } }) => {
      const products = await store.list(after, PAGE);
      const last = products.length === PAGE ? products.at(-1) : undefined;
      return ok({ products, ...(last && { next: last.sku }) });
    }),
    'GET /products/{sku}': route(BySku, async ({ path: { sku } }) => {
      const product = await store.find(sku);
      if (product === undefined) throw notFound('product', sku);
      return ok(product);
    }),
    'PUT /products/{sku}': route(ProductRequest, async ({ path: { sku }, body }) => {
      const product = await store.save(sku, body, clock.now());
      await events.publish(productEvent(product));
      return ok(product);
    }),
  };
}

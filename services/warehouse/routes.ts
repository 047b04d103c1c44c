import * as z from 'zod/mini';
import type { Clock } from '../shared/clock.ts';
import { ok, type Routes, route } from '../shared/http.ts';
import { notFound } from '../shared/problem.ts';
import { positive, text } from '../shared/request.ts';
import type { StockStore } from './stock.ts';

const BySku = z.object({ path: z.object({ sku: text }) });

const ReceiptRequest = z.object({
  path: z.object({ sku: text }),
  body: z.strictObject({ quantity: positive, receiptId: text }),
});

export function warehouseRoutes(stock: StockStore, clock: Clock): Routes {
  return {
    'GET /stock/{sku}': route(BySku, async ({ path: { sku } }) => {
      const found = await stock.find(sku);
      if (found === undefined) throw notFound('stock of', sku);
      return ok(found);
    }),
    'POST /stock/{sku}/receipts': route(ReceiptRequest, async ({ path: { sku }, body }) =>
      ok(await stock.receive({ sku, ...body }, clock.now())),
    ),
  };
}

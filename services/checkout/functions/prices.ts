import * as z from 'zod/mini';
import { copyHandler } from '../../shared/copy.ts';
import type { StreamHandler } from '../../shared/handlers.ts';
import { lazily } from '../../shared/lazily.ts';
import { parse } from '../../shared/parse.ts';
import { compose } from '../compose.ts';

const ProductEvent = z.object({
  sku: z.string(),
  name: z.string(),
  priceCents: z.number(),
  active: z.boolean(),
  version: z.number(),
  updatedAt: z.string(),
});

/** Consumes catalog's events to keep checkout's own price list up to date. */
export const checkoutPrices = (): StreamHandler =>
  lazily(() => {
    const { env, client, log } = compose();
    return copyHandler({
      client,
      table: env.PRICES_TABLE,
      key: 'sku',
      log,
      toItem: (event) => {
        const { priceCents: unitPriceCents, ...rest } = parse(ProductEvent, event, 'Product event');
        return { ...rest, unitPriceCents };
      },
    });
  });

import * as z from 'zod/mini';
import { copyHandler } from '../../shared/copy.ts';
import type { StreamHandler } from '../../shared/handlers.ts';
import { dynamo } from '../../shared/items.ts';
import { lazily } from '../../shared/lazily.ts';
import { createLog } from '../../shared/logger.ts';
import { parse } from '../../shared/parse.ts';
import { environment } from '../environment.ts';

/** The fields of a product that warehouse keeps. */
const ProductCard = z.object({
  sku: z.string(),
  name: z.string(),
  weightGrams: z.number(),
  active: z.boolean(),
  version: z.number(),
  updatedAt: z.string(),
});

export const warehouseProducts = (): StreamHandler =>
  lazily(() => {
    const env = environment();
    return copyHandler({
      client: dynamo(),
      table: env.PRODUCTS_TABLE,
      key: 'sku',
      log: createLog(env.SERVICE),
      toItem: (event) => parse(ProductCard, event, 'Product event'),
    });
  });

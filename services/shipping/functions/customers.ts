import * as z from 'zod/mini';
import { copyHandler } from '../../shared/copy.ts';
import type { StreamHandler } from '../../shared/handlers.ts';
import { dynamo } from '../../shared/items.ts';
import { lazily } from '../../shared/lazily.ts';
import { createLog } from '../../shared/logger.ts';
import { parse } from '../../shared/parse.ts';
import { environment } from '../environment.ts';

/** The fields of a customer that shipping keeps. */
const CustomerCopy = z.object({
  customerId: z.string(),
  name: z.string(),
  address: z.string(),
  version: z.number(),
  updatedAt: z.string(),
});

export const shippingCustomers = (): StreamHandler =>
  lazily(() => {
    const env = environment();
    return copyHandler({
      client: dynamo(),
      table: env.CUSTOMERS_TABLE,
      key: 'customerId',
      log: createLog(env.SERVICE),
      toItem: (event) => parse(CustomerCopy, event, 'Customer event'),
    });
  });

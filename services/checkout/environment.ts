import * as z from 'zod/mini';
import { common, failing, required, parseEnvironment } from '../shared/environment.ts';

const Environment = z.object({
  ...common,
  ...failing,
  ORDERS_TABLE: required,
  CARTS_TABLE: required,
  PRICES_TABLE: required,
  /** Only in a stage of two regions, whose health checks ask for it. */
  HEARTBEATS_TABLE: z.optional(required),
});

export type Environment = z.output<typeof Environment>;

export const environment = (): Environment => parseEnvironment(Environment);

const DispatchEnvironment = z.object({
  ...common,
  ...failing,
  /** URLs of the queues of orders, one for each consumer, comma-separated. */
  ORDER_QUEUE_URLS: z.pipe(
    required,
    z.transform((urls: string) => urls.split(',').map((url) => url.trim())),
  ),
});

export const dispatchEnvironment = (): z.output<typeof DispatchEnvironment> => parseEnvironment(DispatchEnvironment);

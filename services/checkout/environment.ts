import * as z from 'zod/mini';
import { common, failing, required, parseEnvironment } from '../shared/environment.ts';

const Environment = z.object({
  ...common,
  ...failing,
  ORDERS_TABLE: required,
  CARTS_TABLE: required,
  PRICES_TABLE: required,
});

export type Environment = z.output<typeof Environment>;

export const environment = (): Environment => parseEnvironment(Environment);

import * as z from 'zod/mini';
import { common, failing, required, parseEnvironment } from '../shared/environment.ts';

const Environment = z.object({
  ...common,
  ...failing,
  STOCK_TABLE: required,
  RESERVATIONS_TABLE: required,
  PRODUCTS_TABLE: required,
});

export type Environment = z.output<typeof Environment>;

export const environment = (): Environment => parseEnvironment(Environment);

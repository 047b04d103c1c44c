import * as z from 'zod/mini';
import { common, failing, sql, parseEnvironment } from '../shared/environment.ts';

const Environment = z.object({
  ...common,
  ...failing,
  ...sql,
});

export type Environment = z.output<typeof Environment>;

export const environment = (): Environment => parseEnvironment(Environment);

import * as z from 'zod/mini';
import { common, sql, parseEnvironment } from '../shared/environment.ts';

const Environment = z.object({
  ...common,
  ...sql,
});

export type Environment = z.output<typeof Environment>;

export const environment = (): Environment => parseEnvironment(Environment);

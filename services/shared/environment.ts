import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { EnvironmentError } from './errors.ts';

z.config(en());

export const required = z.string().check(z.minLength(1));

/** What every function is told. */
export const common = {
  STAGE: required,
  SERVICE: required,
};

/** What a function that consumes a stream is told, beside `common`: where failures are counted and filed. */
export const failing = {
  ERRORS_TABLE: required,
  FAILURES_TABLE: required,
  /** Failures of one correlation id in one step after which it is filed and the stream moves on. */
  FAILURE_LIMIT: z.coerce.number().check(z.int(), z.minimum(1)),
};

/** What a service with an Aurora database of its own is told. */
export const sql = {
  CLUSTER_ARN: required,
  SECRET_ARN: required,
  DATABASE: required,
  /** DynamoDB table through whose stream the service's events leave. */
  EVENTS_TABLE: required,
};

export function parseEnvironment<Schema extends z.ZodMiniType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): z.output<Schema> {
  const parsed = z.safeParse(schema, environment);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

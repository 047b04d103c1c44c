import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { EnvironmentError } from './errors.ts';

z.config(en());

export const required = z.string().check(z.minLength(1));

/** Variables of every function. */
export const common = {
  STAGE: required,
  SERVICE: required,
};

/** Further variables of a function that consumes a stream or a queue: where it counts and files failures. */
export const failing = {
  ERRORS_TABLE: required,
  FAILURES_TABLE: required,
  /** After this many failures of one correlation id in one step, the id is filed and the consumer moves on. */
  FAILURE_LIMIT: z.coerce.number().check(z.int(), z.minimum(1)),
};

/** Further variables of a function that consumes a queue. */
const queue = { QUEUE_URL: required };

/** Further variables of a service with its own Aurora database. */
export const sql = {
  CLUSTER_ARN: required,
  SECRET_ARN: required,
  DATABASE: required,
  /** DynamoDB table whose stream publishes the service's events. */
  EVENTS_TABLE: required,
  /** DynamoDB table that says whether events may be left in the outbox. */
  OUTBOX_TABLE: required,
};

export function parseEnvironment<Schema extends z.ZodMiniType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): z.output<Schema> {
  const parsed = z.safeParse(schema, environment);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

/** The URL of the queue that the function consumes. */
export const queueUrl = (): string => parseEnvironment(z.object(queue)).QUEUE_URL;

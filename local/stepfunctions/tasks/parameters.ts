import type * as z from 'zod';
import type { Json } from '../data/json.ts';
import { runtimeError } from '../state-error.ts';

/** @throws StateError States.Runtime that names every wrong parameter */
export function taskParameters<Schema extends z.ZodType>(schema: Schema, given: Json, arn: string): z.output<Schema> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  throw runtimeError(`The parameters of ${arn} are not valid: ${problems.join('; ')}`);
}

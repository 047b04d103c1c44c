import type * as z from 'zod/mini';
import * as zod from 'zod/mini';
import { MalformedInputError } from './errors.ts';

/** Parses input from another part of the system; `place` names it in the error. */
export function parse<Schema extends z.ZodMiniType>(schema: Schema, input: unknown, place: string): z.output<Schema> {
  const parsed = zod.safeParse(schema, input);
  if (parsed.success) return parsed.data;
  throw new MalformedInputError(
    place,
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  );
}

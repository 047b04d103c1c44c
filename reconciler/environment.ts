import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { ReconcilerError } from './engine/index.ts';
import { problemsWith } from './options.ts';
import { lineOf } from './rules/problem.ts';

z.config(en());

export type Variables = Readonly<Record<string, string | undefined>>;

export const required = z.string().check(z.minLength(1));

class EnvironmentError extends ReconcilerError {
  constructor(mistakes: readonly string[]) {
    super(`the reconciler's environment variables are wrong: ${mistakes.join('; ')}. Set these variables`);
  }
}

export function parseEnvironment<Schema extends z.ZodMiniType>(schema: Schema, variables: Variables): z.output<Schema> {
  const parsed = z.safeParse(schema, variables);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError(problemsWith('', schema, variables).map(lineOf));
}

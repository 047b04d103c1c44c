/** Checks at run time what a user passes to a construct: plain JavaScript and casts get past the compiler. */
import * as z from 'zod';
import { lineOf, mistakesOf, mustBe, wording } from '@evenkeel/chaos/schemas/mistakes';

/** A construct or function of this package was called with arguments that it cannot use. */
export class ArgumentError extends Error {
  override name = 'ArgumentError';
}

/**
 * @param subject what the arguments were passed to, such as `ScheduledReconciler Shop/Reconciler`
 * @throws ArgumentError that lists every problem with its path
 */
export function checkArguments(subject: string, schema: z.ZodObject, value: unknown): void {
  const parsed = schema.safeParse(value, wording);
  if (parsed.success) return;
  const mistakes = mistakesOf(parsed.error.issues, 'option').map(lineOf);
  throw new ArgumentError(`${subject}: ${mistakes.join('; ')}`);
}

/**
 * A CDK object, recognised by its members: `instanceof` fails for an object of another copy of CDK.
 *
 * @param noun completes the sentence "must be ..."
 */
export const objectWith = (members: readonly string[], noun: string) =>
  z.custom((value) => typeof value === 'object' && value !== null && members.every((member) => member in value), {
    error: mustBe(noun),
  });

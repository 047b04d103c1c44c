/** Checks at run time what a user passes to a construct: plain JavaScript and casts get past the compiler. */
import * as z from 'zod';

/** A construct or function of this package was given arguments that it cannot use. */
export class ArgumentError extends Error {
  override name = 'ArgumentError';
}

/**
 * @param subject names what the arguments were passed to, such as `ScheduledReconciler Shop/Reconciler`
 * @throws ArgumentError that lists every problem with its path, and the options there are
 */
export function checkArguments(subject: string, schema: z.ZodObject, value: unknown): void {
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  const problems = parsed.error.issues.map((issue) => describe(issue, schema));
  throw new ArgumentError(`${subject}: ${problems.join('; ')}.`);
}

function describe(issue: z.core.$ZodIssue, schema: z.ZodObject): string {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    const options = Object.keys(schema.shape).join(', ');
    return `unknown option ${issue.keys.map((key) => `"${key}"`).join(', ')} (the options are ${options})`;
  }
  const place = issue.path.join('.');
  const message = issue.message.replace(/^Invalid (?:input|option): /, '');
  return place === '' ? message : `${place}: ${message}`;
}

/**
 * A CDK object, recognised by its members: `instanceof` fails for an object of another copy of CDK.
 *
 * @param expected completes the sentence "expected ..."
 */
export const objectWith = (members: readonly string[], expected: string) =>
  z.custom((value) => typeof value === 'object' && value !== null && members.every((member) => member in value), {
    error: `expected ${expected}`,
  });

/** Text of a run directory as values. What is wrong with it is said in words of our own: they are the same anywhere. */
import * as z from 'zod';
import { ChaosError } from '../errors.ts';

/** A file, or a part of one, that cannot be what the run wrote. */
export class MalformedError extends ChaosError {
  override readonly name = 'MalformedError';
}

/** @throws MalformedError in one wording, whatever engine reads it */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedError('it is no JSON, or was cut');
  }
}

/**
 * The value itself, once the schema has found nothing amiss: the copy that a schema makes takes half as much again, and
 * there are hundreds of thousands. For schemas that change nothing of what they read.
 *
 * @throws ZodError
 */
export function asRead<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  schema.parse(value);
  return value as Value;
}

/** Why a file cannot be read, free of paths outside the run directory. */
export function whyUnreadable(file: string, error: unknown): string {
  return codeOf(error) === 'ENOENT' ? `${file} is missing` : `${file} cannot be read: ${troubleOf(error)}`;
}

/** @throws what is neither the file's fault nor the file system's */
export function troubleOf(error: unknown): string {
  if (error instanceof MalformedError) return error.message;
  if (error instanceof z.core.$ZodError) return issueOf(error);
  const code = codeOf(error);
  if (code === undefined) throw error;
  return code;
}

function issueOf({ issues: [issue] }: z.core.$ZodError): string {
  return issue === undefined ? 'it is not as the contract says' : `${issue.path.join('.')}: ${issue.message}`;
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

/** Parses the JSON of a run directory. Its error texts are our own, so that they are the same on every engine. */
import * as z from 'zod';
import { ChaosError } from '../errors.ts';
import { EvidenceFileError, parseEvidence } from '../schemas/evidence-files.ts';
import { lineOf, mistakesOf, shown } from '../schemas/mistakes.ts';
import { repeatedMember } from './members.ts';

/** A file, or a part of one, is not what a run writes. */
export class MalformedError extends ChaosError {
  override readonly name = 'MalformedError';
}

/**
 * Parses a document or a line of any writer. A text may name a member twice, of which other readers take the first one: a
 * reader of the file would see something else than the checks.
 *
 * @throws MalformedError
 */
export function parseJson(text: string): unknown {
  const parsed = parseAgain(text);
  const repeated = repeatedMember(text);
  if (repeated !== undefined) throw new MalformedError(`it names the member ${shown(repeated)} twice`);
  return parsed;
}

/**
 * Parses a line as a run writes it. That it is the text of its own value is cheap to see, and rules out more than members
 * that it names twice.
 *
 * @throws MalformedError
 */
export function parseWritten(line: string): unknown {
  const parsed = parseAgain(line);
  if (JSON.stringify(parsed) !== line)
    throw new MalformedError('it names a member twice, or is not as a run writes it');
  return parsed;
}

/**
 * Parses a text whose members have been verified before.
 *
 * @throws MalformedError
 */
export function parseAgain(text: string): unknown {
  try {
    return parseEvidence(text);
  } catch {
    throw new MalformedError('it is not JSON, was cut short, or is nested too deeply');
  }
}

/** Whether a text is whole. */
export function isJson(text: string): boolean {
  try {
    parseAgain(text);
    return true;
  } catch {
    return false;
  }
}

/** Why a file cannot be read, without paths outside the run directory. */
export function whyUnreadable(file: string, error: unknown): string {
  return codeOf(error) === 'ENOENT' ? `${file} is missing` : `${file} cannot be read: ${problemOf(error)}`;
}

/**
 * What is wrong with a file.
 *
 * @throws any error that neither the file's contents nor the file system caused
 */
export function problemOf(error: unknown): string {
  if (error instanceof MalformedError || error instanceof EvidenceFileError) return error.message;
  if (error instanceof z.core.$ZodError) return mistakeIn(error);
  const code = codeOf(error);
  if (code === undefined) throw error;
  return code;
}

function mistakeIn({ issues }: z.core.$ZodError): string {
  const [mistake] = mistakesOf(issues);
  return mistake === undefined ? 'it does not match its schema' : lineOf(mistake);
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}

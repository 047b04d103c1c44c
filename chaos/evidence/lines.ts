import type * as z from 'zod';
import { NumberedLine } from '../schemas/index.ts';
import { evidenceLines } from '../schemas/evidence-files.ts';
import { shown, wording } from '../schemas/mistakes.ts';
import { MalformedError, parseWritten, problemOf } from './json.ts';

export interface EvidenceFile {
  readonly directory: string;
  /** Its name in the directory, with `/` between its parts. */
  readonly file: string;
}

/** A schema, or what stands for it. */
interface Parser<Value> {
  /** @throws z.ZodError when the value is not one of the schema */
  parse(value: unknown, params: typeof wording): Value;
}

/**
 * Reads an NDJSON file line by line, so that only what `take` keeps stays in memory.
 *
 * @param take receives each value, without its sequence
 * @returns the number of lines
 * @throws MalformedError with the number of the first line that is out of sequence or does not match the schema
 */
export function readLines<Value>(
  { directory, file }: EvidenceFile,
  schema: Parser<Value>,
  take: (value: Value) => void,
): Promise<number> {
  return eachLine({ directory, file }, (line, expected) => {
    const { sequence, value } = numbered(parseWritten(line));
    demandSequence(sequence, expected);
    take(schema.parse(value, wording));
  });
}

/** What `NumberedLine` makes of a line, but by hand where the line is right: there are millions. */
function numbered(parsed: unknown): z.infer<typeof NumberedLine> {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return NumberedLine.parse(parsed, wording);
  const { sequence, ...value } = parsed as Readonly<Record<string, unknown>>;
  if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence)) return NumberedLine.parse(parsed, wording);
  return { sequence, value };
}

/**
 * Passes on each line with its place, from 0.
 *
 * @returns the number of lines
 * @throws MalformedError with the number of the first line that `take` refuses
 */
export async function eachLine(
  { directory, file }: EvidenceFile,
  take: (line: string, place: number) => void,
): Promise<number> {
  let count = 0;
  for await (const lines of evidenceLines(directory, file)) {
    for (const line of lines) {
      if (line === '') continue;
      try {
        take(line, count);
      } catch (error) {
        throw new MalformedError(`line ${count + 1}: ${problemOf(error)}`);
      }
      count += 1;
    }
  }
  return count;
}

/** @throws MalformedError when a line is not in its place */
export function demandSequence(sequence: unknown, expected: number): void {
  if (sequence !== expected) throw new MalformedError(`its sequence is ${shown(sequence)}, not ${expected}`);
}

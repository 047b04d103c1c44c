import { createReadStream } from 'node:fs';
import type * as z from 'zod';
import { NumberedLine } from '../schemas/index.ts';
import { MalformedError, parseJson, troubleOf } from './json.ts';

/** Small enough to be young when it is forgotten: large texts wait for the collector to look at all that is old. */
const CHUNK = 1 << 16;

/**
 * Reads a file of NDJSON line by line, so that no more of it is held than what is taken.
 *
 * @param take receives each value, less its sequence
 * @returns how many lines there are
 * @throws MalformedError naming the line that is out of sequence or not of the schema
 */
export async function readLines<Value>(
  path: string,
  schema: z.ZodType<Value>,
  take: (value: Value) => void,
): Promise<number> {
  let count = 0;
  for await (const lines of linesOf(path)) {
    for (const line of lines) {
      if (line === '') continue;
      try {
        take(schema.parse(inSequence(line, count)));
      } catch (error) {
        throw new MalformedError(`line ${count + 1}: ${troubleOf(error)}`);
      }
      count += 1;
    }
  }
  return count;
}

/** What a line says, less its place. */
function inSequence(line: string, index: number): unknown {
  const { sequence, value } = NumberedLine.parse(parseJson(line));
  if (sequence !== index) throw new MalformedError(`its sequence is ${sequence}, not ${index}`);
  return value;
}

/** The lines of a file, as many at once as were read. */
async function* linesOf(path: string): AsyncGenerator<readonly string[]> {
  let rest = '';
  const chunks: AsyncIterable<string> = createReadStream(path, { encoding: 'utf8', highWaterMark: CHUNK });
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  yield [rest];
}

import type { Journal } from '../schemas/index.ts';
import { complete, incomplete, type Part } from './evidence.ts';
import { problemOf, whyUnreadable } from './json.ts';

/** The part, unless the journal counts other than `count` entries of the file. */
export function counted<Value>(file: string, value: Value, count: number, journal: Journal): Part<Value> {
  const expected = journal.counts[file];
  if (expected === undefined) return incomplete(`the journal has no count for ${file}`);
  if (expected !== count) return incomplete(`${file} has ${count} entries, and the journal counts ${expected}`);
  return complete(value);
}

/** @param file undefined if the errors of `read` name the file themselves */
export async function attempt<Value>(file: string | undefined, read: () => Promise<Part<Value>>): Promise<Part<Value>> {
  try {
    return await read();
  } catch (error) {
    return incomplete(file === undefined ? problemOf(error) : whyUnreadable(file, error));
  }
}

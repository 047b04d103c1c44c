/** Images: whole rows as their stores hold them, JSON texts whose top-level names are columns or attributes. */
import { canonicalJson } from './canonical.ts';
import type { Json } from './json.ts';

/** Takes a string in long pieces: character by character, one of some megabytes would overflow the stack. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** An image's columns. Numbers become texts as they were written, because a double cannot hold all of them. */
export function columnsOf(image: string): Readonly<Record<string, Json>> {
  const exact = image.replace(STRING_OR_NUMBER, (found) => (found.startsWith('"') ? found : `"#${found}"`));
  return JSON.parse(exact) as Record<string, Json>;
}

/** The same text for equal images, whatever the order of their columns. Leaves out the columns in `without`. */
export function canonicalImage(image: string, without: ReadonlySet<string> = new Set()): string {
  return canonicalJson(Object.fromEntries(Object.entries(columnsOf(image)).filter(([column]) => !without.has(column))));
}

/** Whether two images show the same row; null is no row. */
export const sameImage = (one: string | null, other: string | null): boolean =>
  one === other || (one !== null && other !== null && canonicalImage(one) === canonicalImage(other));

/** Records as lines: strings are separated by tabs, and characters that would break a line are escaped. */
import type { SpoolRecord } from '../engine/index.ts';

const UNSAFE = /[\\\t\n\r\uD800-\uDFFF]/;
const ALL_UNSAFE = /[\\\t\n]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

export const lineOf = (record: SpoolRecord): string => `${record.map(escaped).join('\t')}\n`;

/** Lone surrogates are escaped too, because UTF-8 cannot encode them. */
function escaped(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text.replace(ALL_UNSAFE, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** @param lines complete lines, each ending in a newline */
export function recordsIn(lines: string): SpoolRecord[] {
  const isPlain = !lines.includes('\\');
  const texts = lines.split('\n');
  texts.pop();
  return texts.map((line) => (isPlain ? line.split('\t') : line.split('\t').map(unescaped)));
}

const unescaped = (text: string): string =>
  text.replace(/\\u([0-9a-f]{4})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** Records as lines: texts are parted by tabs, and what would break a line is escaped. */
import type { SpoolRecord } from '../engine/index.ts';

const BREAKING = /[\\\t\n\r\uD800-\uDFFF]/;
const ALL_BREAKING = /[\\\t\n]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

export const lineOf = (record: SpoolRecord): string => `${record.map(escaped).join('\t')}\n`;

/** Halves of surrogate pairs that stand alone would not survive UTF-8. */
function escaped(text: string): string {
  if (!BREAKING.test(text)) return text;
  return text.replace(ALL_BREAKING, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** @param lines whole lines, each with its end */
export function recordsIn(lines: string): SpoolRecord[] {
  const isPlain = !lines.includes('\\');
  const texts = lines.split('\n');
  texts.pop();
  return texts.map((line) => (isPlain ? line.split('\t') : line.split('\t').map(unescaped)));
}

const unescaped = (text: string): string =>
  text.replace(/\\u([0-9a-f]{4})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

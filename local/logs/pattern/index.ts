/** Filter patterns of CloudWatch Logs, pure: a pattern is parsed once and asked for many lines. */
import { parseJsonPattern } from './json-pattern.ts';
import type { Line } from './line.ts';
import { patternRefusal } from './refusal.ts';
import { parseTermPattern } from './term-pattern.ts';

export { type Line, lineOf } from './line.ts';
export { parseSelector, select } from './selector.ts';

export type FilterPattern = (line: Line) => boolean;

/**
 * @param pattern terms, or `{ ... }` over JSON lines; the empty one matches every line
 * @throws AwsError InvalidParameterException saying what cannot be read
 */
export function parseFilterPattern(pattern: string): FilterPattern {
  const trimmed = pattern.trim();
  if (trimmed.startsWith('[')) throw patternRefusal(pattern, 'patterns of space-delimited columns are not simulated');
  if (trimmed.startsWith('{') && trimmed.endsWith('}')) return parseJsonPattern(trimmed);
  return parseTermPattern(trimmed);
}

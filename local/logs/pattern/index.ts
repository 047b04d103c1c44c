/** Filter patterns of CloudWatch Logs. A pattern is parsed once and then applied to many lines. */
import { parseJsonPattern } from './json-pattern.ts';
import type { Line } from './line.ts';
import { patternRefusal } from './refusal.ts';
import { parseTermPattern } from './term-pattern.ts';

export { type Line, lineOf } from './line.ts';
export { parseSelector, select } from './selector.ts';

export type FilterPattern = (line: Line) => boolean;

/**
 * @param pattern terms, or `{ ... }` for JSON lines; an empty pattern matches every line
 * @throws AwsError InvalidParameterException that says what is wrong
 */
export function parseFilterPattern(pattern: string): FilterPattern {
  const trimmed = pattern.trim();
  if (trimmed.startsWith('[')) throw patternRefusal(pattern, 'patterns for space-delimited lines are not simulated');
  if (trimmed.startsWith('{') && trimmed.endsWith('}')) return parseJsonPattern(trimmed);
  return parseTermPattern(trimmed);
}

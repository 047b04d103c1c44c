/**
 * Patterns for the text of a line. Every plain term must occur and no term with `-` may occur. If there are no plain
 * terms, at least one of the terms with `?` must occur; otherwise CloudWatch Logs ignores those. Terms are
 * case-sensitive, and quoted if they contain other characters than letters and digits; `%...%` is a regular expression.
 */
import type { Line } from './line.ts';
import { patternRefusal, regexOf } from './refusal.ts';

const termPattern = /\s*(?<sign>[?-]?)(?:"(?<quoted>(?:[^"\\]|\\.)*)"|%(?<regex>[^%]+)%|(?<plain>[^\s"]+))/uy;

type Occurs = (text: string) => boolean;

export function parseTermPattern(pattern: string): (line: Line) => boolean {
  const every: Occurs[] = [];
  const some: Occurs[] = [];
  const none: Occurs[] = [];
  const reader = new RegExp(termPattern);
  const end = pattern.trimEnd().length;
  while (reader.lastIndex < end) {
    const at = reader.lastIndex;
    const groups = reader.exec(pattern)?.groups;
    if (!groups) throw patternRefusal(pattern, `cannot be parsed from character ${at + 1}`);
    const { sign, quoted, regex, plain } = groups;
    const occurs =
      regex === undefined ? containing(quoted?.replaceAll(/\\(.)/gu, '$1') ?? plain ?? '') : regexOf(pattern, regex);
    (sign === '?' ? some : sign === '-' ? none : every).push(occurs);
  }
  return ({ text }) =>
    every.every((occurs) => occurs(text)) &&
    (every.length > 0 || some.length === 0 || some.some((occurs) => occurs(text))) &&
    !none.some((occurs) => occurs(text));
}

const containing =
  (term: string): Occurs =>
  (text) =>
    text.includes(term);

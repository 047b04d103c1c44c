/** Patterns for JSON lines: `{ $.level = "ERROR" && ($.latency > 100 || $.service IS NULL) }`. */
import { comparison, type ComparisonSign } from './comparison.ts';
import type { Line } from './line.ts';
import { patternRefusal, regexOf } from './refusal.ts';
import { parseSelector, select, type Selector } from './selector.ts';

interface Test {
  readonly holds: (line: object) => boolean;
  /** Words that a matching line must contain: searching for them is much cheaper than parsing the line. */
  readonly words: readonly string[];
}

const test = (holds: Test['holds'], words: readonly string[] = []): Test => ({ holds, words });
/** Text that JSON writes unchanged, apart from unnecessary escapes; a line with such escapes is always parsed. */
const PLAIN = /^[\w .:,-]+$/u;
const UNNECESSARY_ESCAPE = '\\u';

const tokenPattern =
  /\s*(?:(?<sign>&&|\|\||!=|<=|>=|[=<>()])|"(?<quoted>(?:[^"\\]|\\.)*)"|%(?<regex>[^%]+)%|(?<word>(?:\[[^\]]*\]|[^\s"()=<>!&|%[])+))/uy;

interface Token {
  readonly kind: 'sign' | 'quoted' | 'regex' | 'word';
  readonly text: string;
}

function tokensOf(pattern: string, body: string): Token[] {
  const tokens: Token[] = [];
  const reader = new RegExp(tokenPattern);
  const end = body.trimEnd().length;
  while (reader.lastIndex < end) {
    const at = reader.lastIndex;
    const groups = reader.exec(body)?.groups;
    if (!groups) throw patternRefusal(pattern, `cannot be parsed from ${JSON.stringify(body.slice(at, at + 20))}`);
    const { sign, quoted, regex, word } = groups;
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replaceAll(/\\(.)/gu, '$1') });
    else if (regex !== undefined) tokens.push({ kind: 'regex', text: regex });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}

const comparisonSigns: readonly string[] = ['=', '!=', '<', '<=', '>', '>='] satisfies ComparisonSign[];
const isComparisonSign = (text: string): text is ComparisonSign => comparisonSigns.includes(text);

/** @param pattern the pattern with its braces */
export function parseJsonPattern(pattern: string): (line: Line) => boolean {
  const tokens = tokensOf(pattern, pattern.trim().slice(1, -1));
  let position = 0;
  const next = (): Token => {
    const token = tokens[position];
    if (!token) throw patternRefusal(pattern, 'ends unexpectedly');
    position += 1;
    return token;
  };
  const accept = (text: string): boolean => {
    const token = tokens[position];
    const found = token?.kind !== 'quoted' && token?.text === text;
    if (found) position += 1;
    return found;
  };
  const expect = (text: string): void => {
    if (!accept(text))
      throw patternRefusal(pattern, `${text} is expected before ${tokens[position]?.text ?? 'the end'}`);
  };

  const parseMatch = (selector: Selector): Test => {
    if (accept('NOT')) {
      expect('EXISTS');
      return test((line) => select(line, selector) === undefined);
    }
    if (accept('EXISTS')) return test((line) => select(line, selector) !== undefined);
    if (accept('IS')) {
      const { text } = next();
      const wanted = new Map<string, unknown>([
        ['NULL', null],
        ['TRUE', true],
        ['FALSE', false],
      ]);
      if (!wanted.has(text)) throw patternRefusal(pattern, `IS must be followed by NULL, TRUE or FALSE, not ${text}`);
      return test((line) => select(line, selector) === wanted.get(text));
    }
    const sign = next().text;
    if (!isComparisonSign(sign)) throw patternRefusal(pattern, `${sign} is not a comparison operator`);
    return parseComparison(selector, sign);
  };
  const parseComparison = (selector: Selector, sign: ComparisonSign): Test => {
    const { kind, text } = next();
    if (kind === 'regex') {
      const regex = regexOf(pattern, text);
      return test((line) => {
        const value = select(line, selector);
        return typeof value === 'string' && regex(value) === (sign === '=');
      });
    }
    const quoted = kind === 'quoted';
    const compares = comparison(sign, { text, quoted });
    if (!compares) throw patternRefusal(pattern, `${sign} compares numbers, not ${JSON.stringify(text)}`);
    return test((line) => compares(select(line, selector)), sign === '=' && quoted && PLAIN.test(text) ? [text] : []);
  };
  const parseTerm = (): Test => {
    if (accept('(')) {
      const inner = parseAny();
      expect(')');
      return inner;
    }
    const { text } = next();
    const selector = parseSelector(text);
    if (!selector) throw patternRefusal(pattern, `${text} is not a selector such as $.level`);
    return parseMatch(selector);
  };
  const parseAll = (): Test => {
    const terms = [parseTerm()];
    while (accept('&&')) terms.push(parseTerm());
    return test(
      (line) => terms.every(({ holds }) => holds(line)),
      terms.flatMap(({ words }) => words),
    );
  };
  const parseAny = (): Test => {
    const terms = [parseAll()];
    while (accept('||')) terms.push(parseAll());
    const [only, ...others] = terms;
    return test((line) => terms.some(({ holds }) => holds(line)), others.length === 0 ? only?.words : []);
  };

  const { holds, words } = parseAny();
  if (position < tokens.length) throw patternRefusal(pattern, `${next().text} is not expected here`);
  return (line) => {
    if (!words.every((word) => line.text.includes(word)) && !line.text.includes(UNNECESSARY_ESCAPE)) return false;
    const json = line.json();
    return json !== undefined && holds(json);
  };
}

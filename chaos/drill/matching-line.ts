/** Makes a log line that a metric filter matches, from the filter's pattern. */

/** The field of a JSON line that a selector such as `$.a.b` names, and its value. */
export interface Field {
  readonly selector: string;
  readonly value: string | number | boolean | null;
  /** Whether any other value will do as well, as for a field that must differ from something. */
  readonly isAnyOther?: boolean;
}

/** What a line that belongs to no saga and to no request says about itself. */
const MARK = 'evenkeel drill';

/**
 * @param more further fields that the line must have, such as those that give the metric its dimensions
 * @returns undefined if the pattern has a form that cannot be reversed, such as a regular expression
 */
export function matchingLine(pattern: string, more: readonly Field[] = []): string | undefined {
  const text = pattern.trim();
  if (text.startsWith('[')) return undefined;
  if (!text.startsWith('{')) return more.length > 0 ? undefined : termsOf(text);
  const fields = fieldsOf(text.slice(1, -1));
  if (fields === undefined) return undefined;
  const line: Record<string, unknown> = { message: MARK };
  const isLast = ({ isAnyOther = false }: Field) => isAnyOther;
  const ordered = [...fields.filter((field) => !isLast(field)), ...more, ...fields.filter(isLast)];
  const fits = ordered.every((field) => setField(line, field));
  return fits ? JSON.stringify(line) : undefined;
}

const TERM = /\s*(?<sign>[?-]?)(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<plain>[^\s"]+))/uy;

/** All plain terms, or else the first optional one. */
function termsOf(pattern: string): string | undefined {
  if (pattern.includes('%')) return undefined;
  const terms = [...pattern.matchAll(new RegExp(TERM.source, 'gu'))].map(({ groups = {} }) => ({
    sign: groups['sign'],
    term: groups['quoted']?.replaceAll(/\\(.)/gu, '$1') ?? groups['plain'] ?? '',
  }));
  const plain = terms.filter(({ sign }) => sign === '');
  const chosen = plain.length > 0 ? plain : terms.filter(({ sign }) => sign === '?').slice(0, 1);
  return [MARK, ...chosen.map(({ term }) => term)].join(' ');
}

const TOKEN =
  /\s*(?:(?<sign>&&|\|\||!=|<=|>=|[=<>()])|"(?<quoted>(?:[^"\\]|\\.)*)"|(?<word>(?:\[[^\]]*\]|[^\s"()=<>!&|%[])+))/uy;

interface Token {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** Fields with which the pattern holds: of alternatives, the first. */
function fieldsOf(body: string): Field[] | undefined {
  const tokens = tokensOf(body);
  if (tokens === undefined) return undefined;
  let at = 0;
  const accept = (text: string): boolean => {
    const token = tokens[at];
    const found = token?.text === text && !token.isQuoted;
    if (found) at += 1;
    return found;
  };
  const comparison = (): Field[] | undefined => {
    const selector = tokens[at]?.text ?? '';
    at += 1;
    if (accept('IS')) {
      const value = CONSTANTS.get(tokens[at]?.text ?? '');
      at += 1;
      return value === undefined ? undefined : [{ selector, value }];
    }
    if (accept('NOT')) return accept('EXISTS') ? [] : undefined;
    if (accept('EXISTS')) return [{ selector, value: MARK }];
    const sign = tokens[at]?.text ?? '';
    const wanted = tokens[at + 1];
    at += 2;
    const value = wanted && valueFor(sign, wanted);
    return value === undefined ? undefined : [{ selector, value, isAnyOther: sign === '!=' }];
  };
  const one = (): Field[] | undefined => {
    if (!accept('(')) return comparison();
    const inner = any();
    return accept(')') ? inner : undefined;
  };
  const all = (): Field[] | undefined => {
    let fields = one();
    while (accept('&&')) {
      const next = one();
      fields = fields && next && [...fields, ...next];
    }
    return fields;
  };
  const any = (): Field[] | undefined => {
    let fields = all();
    while (accept('||')) {
      const alternative = all();
      fields ??= alternative;
    }
    return fields;
  };
  const fields = any();
  return at === tokens.length ? fields : undefined;
}

function tokensOf(body: string): Token[] | undefined {
  const tokens: Token[] = [];
  const reader = new RegExp(TOKEN);
  const end = body.trimEnd().length;
  while (reader.lastIndex < end) {
    const groups = reader.exec(body)?.groups;
    if (groups === undefined) return undefined;
    const { sign, quoted, word } = groups;
    if (quoted === undefined) tokens.push({ text: sign ?? word ?? '', isQuoted: false });
    else tokens.push({ text: quoted.replaceAll(/\\(.)/gu, '$1'), isQuoted: true });
  }
  return tokens;
}

const CONSTANTS = new Map<string, null | boolean>([
  ['NULL', null],
  ['TRUE', true],
  ['FALSE', false],
]);

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu;

function valueFor(sign: string, { text, isQuoted }: Token): Field['value'] | undefined {
  const number = !isQuoted && NUMBER.test(text) ? Number(text) : undefined;
  switch (sign) {
    case '=':
      return number ?? text.replaceAll('*', 'drill');
    case '!=':
      return number === undefined ? `${MARK} ${text}` : number + 1;
    case '>':
      return number === undefined ? undefined : number + 1;
    case '<':
      return number === undefined ? undefined : number - 1;
    case '>=':
    case '<=':
      return number;
    default:
      return undefined;
  }
}

const STEP = /\.(?<name>[\w-]+)|\[(?:'(?<quoted>[^']*)'|"(?<double>[^"]*)")\]/uy;

/** @returns false if the selector has a form that is not understood, or the field has another value already */
function setField(line: Record<string, unknown>, { selector, value, isAnyOther = false }: Field): boolean {
  const reader = new RegExp(STEP);
  reader.lastIndex = 1;
  const names: string[] = [];
  while (reader.lastIndex < selector.length) {
    const groups = reader.exec(selector)?.groups;
    if (groups === undefined) return false;
    names.push(groups['name'] ?? groups['quoted'] ?? groups['double'] ?? '');
  }
  const last = names.pop();
  if (!selector.startsWith('$') || last === undefined) return false;
  let at = line;
  for (const name of names) {
    at[name] ??= {};
    at = at[name] as Record<string, unknown>;
    if (typeof at !== 'object') return false;
  }
  const isSet = last !== 'message' && at[last] !== undefined;
  if (isSet && at[last] !== value) return isAnyOther;
  at[last] = value;
  return true;
}

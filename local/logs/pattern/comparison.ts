/** One comparison of a JSON pattern, between the value at a selector and a literal. */
import { wildcard } from '../../core/index.ts';

export type ComparisonSign = '=' | '!=' | '<' | '<=' | '>' | '>=';

export interface Literal {
  readonly text: string;
  readonly quoted: boolean;
}

type Test = (value: unknown) => boolean;

/** Text equality with `*` as a wildcard; an absent value is never equal. */
const likeText = (text: string): Test => {
  const matches = text.includes('*') ? wildcard(text) : undefined;
  return (value) => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      return text === '*' && value !== undefined;
    }
    return matches ? matches(String(value)) : typeof value === 'string' && value === text;
  };
};

const ordered = (sign: ComparisonSign, wanted: number): Test => {
  const compare = (value: number): boolean => {
    switch (sign) {
      case '=':
        return value === wanted;
      case '!=':
        return value !== wanted;
      case '<':
        return value < wanted;
      case '<=':
        return value <= wanted;
      case '>':
        return value > wanted;
      case '>=':
        return value >= wanted;
    }
  };
  return (value) => typeof value === 'number' && compare(value);
};

/** @returns undefined if the operator does not apply to the literal, e.g. `< "text"` */
export function comparison(sign: ComparisonSign, { text, quoted }: Literal): Test | undefined {
  if (!quoted && text.trim() !== '' && Number.isFinite(Number(text))) return ordered(sign, Number(text));
  const equal = likeText(text);
  if (sign === '=') return equal;
  if (sign === '!=') return (value) => value !== undefined && !equal(value);
  return undefined;
}

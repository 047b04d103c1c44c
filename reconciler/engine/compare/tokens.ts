import type { EngineRule, Pair, Relation } from '../rule.ts';
import type { Row } from '../row.ts';
import { type Hashing, tokenOf } from '../sketch/index.ts';

/** Reduces a row of each side to the text that is compared. */
export interface Tokens {
  left(row: Row): string;
  right(row: Row): string;
}

/** The token of each side's row; undefined where a side has no row. */
export interface PairTokens {
  readonly left: string | undefined;
  readonly right: string | undefined;
}

/** The tokens are the compared texts themselves. */
export const textsOf = (relation: Relation): Tokens => ({
  left: (row) => relation.leftToken(row),
  right: (row) => relation.rightToken(row),
});

/** Seeded hashes where the relation only asks whether two texts are equal; otherwise the texts themselves. */
export function tokensOf({ relation }: Pick<EngineRule, 'relation'>, hashing: Hashing): Tokens {
  const texts = textsOf(relation);
  if (relation.kind === undefined) return texts;
  return {
    left: (row) => tokenOf(hashing, row.key, texts.left(row)),
    right: (row) => tokenOf(hashing, row.key, texts.right(row)),
  };
}

export const tokensOfPair = (tokens: Tokens, { left, right }: Pair): PairTokens => ({
  left: left && tokens.left(left),
  right: right && tokens.right(right),
});

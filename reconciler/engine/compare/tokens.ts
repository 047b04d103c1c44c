import type { EngineRule } from '../rule.ts';
import { type Hashing, tokenOf } from '../sketch/index.ts';
import type { Row } from '../view.ts';

/** How a row of each side is reduced to what is compared. */
export interface Tokens {
  left(row: Row): string;
  right(row: Row): string;
}

/** Seeded hashes where the relation asks only whether texts are the same; otherwise the texts themselves. */
export function tokensOf({ relation }: Pick<EngineRule, 'relation'>, hashing: Hashing): Tokens {
  if (relation.kind === undefined) {
    return { left: (row) => relation.leftToken(row), right: (row) => relation.rightToken(row) };
  }
  return {
    left: (row) => tokenOf(hashing, row.key, relation.leftToken(row)),
    right: (row) => tokenOf(hashing, row.key, relation.rightToken(row)),
  };
}

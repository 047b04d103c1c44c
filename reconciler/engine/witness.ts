/** All that was seen of one candidate: tokens of each side from the first look to the last. */
import { type PairTokens, read, type SpoolRecord, written } from './compare/index.ts';
import type { EngineRule } from './rule.ts';

type Token = string | undefined;

export interface Witness {
  readonly key: string;
  readonly left: readonly Token[];
  readonly right: readonly Token[];
}

/** As a candidate is written, with what was seen since. */
export const recordOf = ({ key, left, right }: Witness): SpoolRecord => [
  key,
  ...left.map(written),
  ...right.map(written),
];

export function witnessIn([key = '', ...tokens]: SpoolRecord): Witness {
  const seen = tokens.map(read);
  return { key, left: seen.slice(0, seen.length / 2), right: seen.slice(seen.length / 2) };
}

export const isChanged = (witness: Witness, now: PairTokens): boolean =>
  now.left !== witness.left.at(-1) || now.right !== witness.right.at(-1);

export const withLook = ({ key, left, right }: Witness, now: PairTokens): Witness => ({
  key,
  left: [...left, now.left],
  right: [...right, now.right],
});

/** Whether the sides agreed at any versions, at whatever moment each was seen. */
export const agreedAtAnyMoment = ({ left, right }: Witness, { relation }: Pick<EngineRule, 'relation'>): boolean =>
  left.some((one) => right.some((other) => relation.agrees(one, other)));

/** A key whose two sides have not agreed so far: a suspicion, not yet a finding. */
import type { EngineRule } from '../rule.ts';
import type { SpoolRecord } from './spool.ts';
import type { PairTokens } from './tokens.ts';

type Token = string | undefined;

export interface Candidate {
  readonly key: string;
  /** Tokens of each side, from the first read to the last; undefined where the side had no row. */
  readonly left: readonly Token[];
  readonly right: readonly Token[];
}

export const newCandidate = (key: string, { left, right }: PairTokens): Candidate => ({
  key,
  left: [left],
  right: [right],
});

export const withTokens = ({ key, left, right }: Candidate, now: PairTokens): Candidate => ({
  key,
  left: [...left, now.left],
  right: [...right, now.right],
});

/** Whether a side differs from what it was at the last read. */
export const isChanged = ({ left, right }: Candidate, now: PairTokens): boolean =>
  now.left !== left.at(-1) || now.right !== right.at(-1);

/** Whether the sides agree at any of the versions seen, at whatever moment each was seen. */
export const agreedAtAnyMoment = ({ left, right }: Candidate, { relation }: Pick<EngineRule, 'relation'>): boolean =>
  left.some((one) => right.some((other) => relation.agrees(one, other)));

/** Key, left tokens, right tokens: the same number of each. */
export const recordOf = ({ key, left, right }: Candidate): SpoolRecord => [
  key,
  ...left.map(encoded),
  ...right.map(encoded),
];

export function candidateIn([key = '', ...tokens]: SpoolRecord): Candidate {
  const seen = tokens.map(decoded);
  return { key, left: seen.slice(0, seen.length / 2), right: seen.slice(seen.length / 2) };
}

/** The first character says whether there was a row, so that no token can be mistaken for a missing row. */
const encoded = (token: Token): string => (token === undefined ? '-' : `+${token}`);

const decoded = (text: string): Token => (text.startsWith('+') ? text.slice(1) : undefined);

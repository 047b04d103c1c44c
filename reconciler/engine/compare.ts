import { DuplicateKeyError } from './errors.ts';
import type { Relation } from './rule.ts';
import type { Row } from './view.ts';

/** A key whose two sides did not agree as they streamed by: a suspicion, not yet a finding. */
export interface Candidate {
  readonly key: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

export interface Comparison {
  readonly candidates: readonly Candidate[];
  readonly rows: { readonly left: number; readonly right: number };
}

/**
 * Compares two keyed sets: exactly the keys at which the relation does not hold. The left set is read first and held
 * as tokens; the right one streams past it.
 */
export async function compare(
  left: AsyncIterable<Row>,
  right: AsyncIterable<Row>,
  relation: Relation,
): Promise<Comparison> {
  const unmatched = await tokensOf(left, relation);
  const rows = { left: unmatched.size, right: 0 };
  const seen = new Set<string>();
  const candidates: Candidate[] = [];
  for await (const row of right) {
    if (seen.has(row.key)) throw new DuplicateKeyError('right', row.key);
    seen.add(row.key);
    const pair = { key: row.key, left: unmatched.get(row.key), right: relation.rightToken(row) };
    unmatched.delete(row.key);
    if (!relation.agrees(pair.left, pair.right)) candidates.push(pair);
  }
  rows.right = seen.size;
  for (const [key, token] of unmatched) {
    if (!relation.agrees(token, undefined)) candidates.push({ key, left: token, right: undefined });
  }
  return { candidates, rows };
}

async function tokensOf(left: AsyncIterable<Row>, relation: Relation): Promise<Map<string, string>> {
  const tokens = new Map<string, string>();
  for await (const row of left) {
    if (tokens.has(row.key)) throw new DuplicateKeyError('left', row.key);
    tokens.set(row.key, relation.leftToken(row));
  }
  return tokens;
}

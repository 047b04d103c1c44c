/** Looks only at keys that were written lately, as indexes tell of them. */
import { CANONICAL_VERSION } from '../canonical.ts';
import { hashingOf } from '../sketch/index.ts';
import type { EngineRule } from '../rule.ts';
import type { Reading } from '../view.ts';
import { Candidates } from './candidate.ts';
import { type Bounds, compare, type Comparison } from './compare.ts';
import { tokensOf, tokensOfPair } from './tokens.ts';

const REREAD_AT_ONCE = 1000;

/**
 * The same as `compare`, of the keys that were written since then. Where they are more than may be held, or no view
 * tells of changes, everything is compared.
 *
 * @param since epoch milliseconds
 */
export async function compareChanged(
  rule: Pick<EngineRule, 'sides' | 'relation'>,
  since: number,
  reading: Reading,
  bounds: Bounds,
): Promise<Comparison> {
  const { sides, relation } = rule;
  const { seed, spool, memory } = bounds;
  const keys = await changedKeys(sides, since, reading, memory.rows);
  if (keys === undefined) return compare(rule, reading, bounds);
  const tokens = tokensOf(rule, hashingOf({ version: CANONICAL_VERSION, seed }));
  const candidates = new Candidates(spool, Math.max(1, Math.floor(memory.rows / 4)));
  const rows = { left: 0, right: 0 };
  try {
    for (let from = 0; from < keys.length; from += REREAD_AT_ONCE) {
      reading.signal.throwIfAborted();
      const batch = keys.slice(from, from + REREAD_AT_ONCE);
      const pairs = await sides.reread(batch, reading);
      for (const key of batch) {
        const { left, right } = tokensOfPair(tokens, pairs.get(key) ?? {});
        rows.left += left === undefined ? 0 : 1;
        rows.right += right === undefined ? 0 : 1;
        if (!relation.agrees(left, right)) await candidates.add({ key, left, right });
      }
    }
    return { candidates, rows, tokens, pass: 'changes' };
  } catch (error) {
    await candidates.close();
    throw error;
  }
}

/** Undefined where nobody tells, or where there are more than `most`. */
async function changedKeys(
  { changes }: EngineRule['sides'],
  since: number,
  reading: Reading,
  most: number,
): Promise<readonly string[] | undefined> {
  if (changes === undefined) return undefined;
  const keys = new Set<string>();
  for await (const key of changes(new Date(since), reading)) {
    keys.add(key);
    if (keys.size > most) return undefined;
  }
  return [...keys];
}

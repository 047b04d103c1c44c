/** Compares only the keys that the stores' indexes report as recently written. */
import { CANONICAL_VERSION } from '../canonical.ts';
import type { Reading } from '../row.ts';
import type { EngineRule } from '../rule.ts';
import { hashingOf } from '../sketch/index.ts';
import { newCandidate, recordOf } from './candidate.ts';
import { type Bounds, compare, type Comparison } from './compare.ts';
import { Records } from './records.ts';
import { tokensOf, tokensOfPair } from './tokens.ts';

const KEYS_PER_REREAD = 1000;

/**
 * Like `compare`, for the keys written since `since`. Compares everything if there are more changed keys than memory may
 * hold, or if neither view reports changes.
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
  const candidates = new Records(spool, Math.max(1, Math.floor(memory.rows / 4)));
  const rows = { left: 0, right: 0 };
  try {
    for (let from = 0; from < keys.length; from += KEYS_PER_REREAD) {
      reading.signal.throwIfAborted();
      const batch = keys.slice(from, from + KEYS_PER_REREAD);
      const pairs = await sides.reread(batch, reading);
      for (const key of batch) {
        const pair = tokensOfPair(tokens, pairs.get(key) ?? {});
        rows.left += pair.left === undefined ? 0 : 1;
        rows.right += pair.right === undefined ? 0 : 1;
        if (!relation.agrees(pair.left, pair.right)) await candidates.append(recordOf(newCandidate(key, pair)));
      }
    }
    return { candidates, rows, tokens, pass: 'changes' };
  } catch (error) {
    await candidates.close();
    throw error;
  }
}

/** Undefined if no index reports changes, or if there are more than `max`. */
async function changedKeys(
  { changes }: EngineRule['sides'],
  since: number,
  reading: Reading,
  max: number,
): Promise<readonly string[] | undefined> {
  if (changes === undefined) return undefined;
  const keys = new Set<string>();
  for await (const key of changes(new Date(since), reading)) {
    keys.add(key);
    if (keys.size > max) return undefined;
  }
  return [...keys];
}

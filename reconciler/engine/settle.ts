/**
 * Candidates are not drift. Each is re-read strongly from both sides after the settle window, and again while it keeps
 * changing; it passes if the two sides agree at any version that was witnessed, at whatever moment each was seen.
 */
import type { Candidate } from './compare.ts';
import { ClockJumpedError } from './errors.ts';
import type { Clock } from './ports.ts';
import type { EngineRule, Pair } from './rule.ts';
import type { Reading } from './view.ts';

type Settling = Pick<EngineRule, 'sides' | 'relation' | 'settleWindow' | 'settleRounds' | 'inFlight' | 'stuckAfter'>;

type Standing =
  | 'agreed'
  /** Written within the settle window: in flight, and no bar to a clean run. */
  | 'young'
  /** In flight or changing for longer than the window: not yet to be judged. */
  | 'deferred'
  | 'stuck'
  | 'drift';

export interface Settled {
  readonly key: string;
  readonly standing: Standing;
  readonly pair: Pair;
}

/** All that was seen of one candidate. */
interface Witness {
  last: { readonly left: string | undefined; readonly right: string | undefined };
  readonly left: Set<string | undefined>;
  readonly right: Set<string | undefined>;
}

export async function settle(
  candidates: readonly Candidate[],
  rule: Settling,
  clock: Clock,
  reading: Reading,
  began: (round: number, left: number) => Promise<void>,
): Promise<readonly Settled[]> {
  const open = new Map(candidates.map((candidate) => [candidate.key, witnessOf(candidate)]));
  const settled: Settled[] = [];
  for (let round = 1; open.size > 0; round += 1) {
    await began(round, open.size);
    await pause(rule.settleWindow, clock, reading.signal);
    const pairs = await rule.sides.reread([...open.keys()], reading);
    const isLast = round >= rule.settleRounds;
    for (const [key, witness] of open) {
      const pair = pairs.get(key) ?? {};
      const standing = judge(pair, witness, rule, clock.now(), isLast);
      if (standing === undefined) continue;
      open.delete(key);
      settled.push({ key, standing, pair });
    }
  }
  return settled;
}

const witnessOf = ({ left, right }: Candidate): Witness => ({
  last: { left, right },
  left: new Set([left]),
  right: new Set([right]),
});

async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const from = clock.now();
  await clock.sleep(ms, signal);
  const to = clock.now();
  if (to < from) throw new ClockJumpedError(from, to);
}

/** How the key stands, or undefined to look once more. */
function judge(pair: Pair, witness: Witness, rule: Settling, now: number, isLast: boolean): Standing | undefined {
  const { relation, settleWindow, stuckAfter } = rule;
  if (pair.torn === true) return isLast ? 'deferred' : undefined;
  const left = pair.left && relation.leftToken(pair.left);
  const right = pair.right && relation.rightToken(pair.right);
  const changed = left !== witness.last.left || right !== witness.last.right;
  witness.last = { left, right };
  witness.left.add(left);
  witness.right.add(right);
  if (agreedAtAnyMoment(witness, rule)) return 'agreed';
  const age = now - lastTouch(pair);
  if (rule.inFlight(pair)) {
    if (age >= stuckAfter && !changed) return 'stuck';
    if (age < settleWindow) return 'young';
    return isLast ? 'deferred' : undefined;
  }
  if (!changed && age >= settleWindow) return 'drift';
  if (!isLast) return undefined;
  return age < settleWindow ? 'young' : 'deferred';
}

function agreedAtAnyMoment(witness: Witness, { relation }: Settling): boolean {
  return [...witness.left].some((left) => [...witness.right].some((right) => relation.agrees(left, right)));
}

/** A row that tells no time is taken to be old. */
const lastTouch = ({ left, right }: Pair): number =>
  Math.max(left?.touchedAt ?? -Infinity, right?.touchedAt ?? -Infinity);

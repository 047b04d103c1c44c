/**
 * Candidates are not drift. After the settle window, each is read again from both sides with strong consistency, and
 * once more as long as it keeps changing. A candidate passes if its sides agree at any of the versions seen, at
 * whatever moment each was seen. Candidates are read in batches, so memory does not grow with their number.
 */
import {
  agreedAtAnyMoment,
  type Bounds,
  type Candidate,
  candidateIn,
  DenseDiff,
  type DenseDifference,
  isChanged,
  newCandidate,
  recordOf,
  Records,
  type SpoolRecord,
  type Tokens,
  tokensOfPair,
  withTokens,
} from './compare/index.ts';
import { ClockJumpedError } from './errors.ts';
import type { Clock } from './ports.ts';
import type { Reading } from './row.ts';
import type { EngineRule, Pair } from './rule.ts';
import { isFound, type Settled, standingOf } from './standing.ts';

type SettleRule = Pick<EngineRule, 'sides' | 'relation' | 'settleWindow' | 'settleRounds' | 'inFlight' | 'stuckAfter'>;

export interface SettlePorts extends Pick<Bounds, 'spool' | 'memory'> {
  readonly clock: Clock;
  readonly reading: Reading;
  /** How the candidates' tokens were made. */
  readonly tokens: Tokens;
  /** Called before each wait. */
  readonly began: (round: number, left: number) => Promise<void>;
  /** Maximum number of findings read with their images, which a repair needs. */
  readonly keep: number;
  /** Called once for each candidate. */
  readonly settled: (settled: Settled) => Promise<void> | undefined;
}

/**
 * Settles every candidate; the caller closes them. A dense diff gets one more round than listed candidates, because the
 * first look recorded no row of it.
 */
export async function settle(candidates: Records | DenseDiff, rule: SettleRule, ports: SettlePorts): Promise<void> {
  const rounds = rule.settleRounds + (candidates instanceof DenseDiff ? 1 : 0);
  let open = candidates;
  let undecided: Records | undefined;
  try {
    for (let round = 1; open.count > 0; round += 1) {
      await ports.began(round, open.count);
      await pause(rule.settleWindow, ports.clock, ports.reading.signal);
      const before = undecided;
      undecided = new Records(ports.spool, ports.memory.rows / 4);
      const looked =
        open instanceof DenseDiff
          ? lookAtDenseDiff(open, undecided, rule, ports)
          : lookAtKeys(open, undecided, round >= rounds, rule, ports);
      await looked.finally(() => before?.close());
      open = undecided;
    }
  } finally {
    await undecided?.close();
  }
}

async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const from = clock.now();
  await clock.sleep(ms, signal);
  const to = clock.now();
  if (to < from) throw new ClockJumpedError(from, to);
}

const KEYS_PER_REREAD = 500;

/** One round by key: every open candidate is read again, and either settles or is kept for the next round. */
async function lookAtKeys(
  open: Records,
  undecided: Records,
  isLast: boolean,
  rule: SettleRule,
  { tokens, settled, ...ports }: SettlePorts,
): Promise<void> {
  for await (const { candidates, pairs, now } of reread(open, rule, ports)) {
    for (const before of candidates) {
      const { key } = before;
      const pair = pairs.get(key) ?? {};
      // Rows that were not read at one moment are not a version that anyone could have seen.
      const seen = pair.torn === true ? undefined : tokensOfPair(tokens, pair);
      const candidate = seen === undefined ? before : withTokens(before, seen);
      const standing = agreedAtAnyMoment(candidate, rule)
        ? 'agreed'
        : standingOf(pair, seen === undefined || isChanged(before, seen), { now, isLast }, rule);
      await (standing === undefined
        ? undecided.append(recordOf(candidate))
        : settled({ key, standing, pair, hasImages: true }));
    }
  }
}

interface Reread {
  readonly candidates: readonly Candidate[];
  readonly pairs: ReadonlyMap<string, Pair>;
  /** When the rows were requested, epoch milliseconds. */
  readonly now: number;
}

/** Reads all of them in batches; the next batch is under way while the caller looks at the current one. */
async function* reread(
  open: Records,
  { sides }: SettleRule,
  { clock, reading, memory }: Pick<SettlePorts, 'clock' | 'reading' | 'memory'>,
): AsyncGenerator<Reread> {
  const size = Math.max(1, Math.min(sides.rereadAtOnce ?? KEYS_PER_REREAD, memory.rows));
  const ask = async (batch: readonly SpoolRecord[]): Promise<Reread> => {
    reading.signal.throwIfAborted();
    const candidates = batch.map(candidateIn);
    const now = clock.now();
    const keys = candidates.map(({ key }) => key);
    return { candidates, now, pairs: await sides.reread(keys, reading) };
  };
  let next: Promise<Reread> | undefined;
  for await (const batch of open.read(size)) {
    const asked = next;
    next = ask(batch);
    next.catch(() => undefined);
    if (asked !== undefined) yield await asked;
  }
  if (next !== undefined) yield await next;
}

/**
 * The first round of a dense diff: both sides are read again, strongly and in full, cell by cell, and each difference is
 * judged as its cell arrives. Two kinds are read again by key: rows of a cell that changed, in the next round, and the first
 * findings, right afterwards, because a repair needs the images of its rows.
 */
async function lookAtDenseDiff(
  diff: DenseDiff,
  undecided: Records,
  rule: SettleRule,
  ports: SettlePorts,
): Promise<void> {
  const { clock, reading, tokens, settled, keep, spool, memory } = ports;
  const kept = new Records(spool, memory.rows / 4);
  try {
    const now = clock.now();
    const judge = (difference: DenseDifference): Promise<void> | undefined => {
      const { key } = difference;
      const pair = pairOf(difference);
      const standing = standingOf(pair, difference.isChanged, { now, isLast: false }, rule);
      const isToBeKept = standing !== undefined && isFound(standing) && kept.count < keep;
      if (standing !== undefined && !isToBeKept) return settled({ key, standing, pair, hasImages: false });
      const record = recordOf(newCandidate(key, tokensOfPair(tokens, pair)));
      return (isToBeKept ? kept : undecided).append(record);
    };
    for await (const differences of diff.read(reading)) {
      for (const difference of differences) {
        const wait = judge(difference);
        if (wait !== undefined) await wait;
      }
    }
    // Only now, because the stream may have used the only two connections.
    await lookAtKeys(kept, undecided, false, rule, ports);
  } finally {
    await kept.close();
  }
}

/** Both rows are there nearly always: that pair is made without an object that is thrown away. */
function pairOf({ left, right }: DenseDifference): Pair {
  if (left !== undefined && right !== undefined) return { left: left.row(), right: right.row() };
  return { ...(left && { left: left.row() }), ...(right && { right: right.row() }) };
}

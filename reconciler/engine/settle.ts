/**
 * Candidates are not drift. Each is re-read strongly from both sides after the settle window, and again while it keeps
 * changing; it passes if the two sides agree at any version that was witnessed, at whatever moment each was seen.
 * Candidates are read, and read back, in batches, so that memory does not grow with their number.
 */
import { type Bounds, type Candidate, read, Records, type SpoolRecord, type Tokens, written } from './compare/index.ts';
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

/** All that was seen of one candidate: tokens of each side from the first look to the last. */
interface Witness {
  readonly key: string;
  readonly left: (string | undefined)[];
  readonly right: (string | undefined)[];
}

export interface SettlePorts extends Pick<Bounds, 'spool' | 'memory'> {
  readonly clock: Clock;
  readonly reading: Reading;
  /** As the candidates' tokens were made. */
  readonly tokens: Tokens;
  /** Before each wait. */
  readonly began: (round: number, left: number) => Promise<void>;
  /** Is told how each candidate stands, once. */
  readonly settled: (settled: Settled) => Promise<void>;
}

export async function settle(
  candidates: AsyncIterable<Candidate> & { readonly count: number },
  rule: Settling,
  ports: SettlePorts,
): Promise<void> {
  let open = new Records(ports.spool, ports.memory.rows / 4);
  try {
    for await (const candidate of candidates) await open.append(recordOf(witnessOf(candidate)));
    for (let round = 1; open.count > 0; round += 1) {
      await ports.began(round, open.count);
      await pause(rule.settleWindow, ports.clock, ports.reading.signal);
      const undecided = new Records(ports.spool, ports.memory.rows / 4);
      try {
        await look(open, undecided, round >= rule.settleRounds, rule, ports);
      } finally {
        await open.close();
        open = undecided;
      }
    }
  } finally {
    await open.close();
  }
}

const REREAD_AT_ONCE = 1000;

/** One round: every open candidate is read again, and either settles or is kept for the next. */
async function look(open: Records, undecided: Records, isLast: boolean, rule: Settling, ports: SettlePorts) {
  for await (const { witnesses, pairs, now } of reread(open, rule, ports)) {
    for (const witness of witnesses) {
      const { key } = witness;
      const pair = pairs.get(key) ?? {};
      const standing = judge(pair, witness, rule, { tokens: ports.tokens, now, isLast });
      await (standing === undefined ? undecided.append(recordOf(witness)) : ports.settled({ key, standing, pair }));
    }
  }
}

interface Reread {
  readonly witnesses: readonly Witness[];
  readonly pairs: ReadonlyMap<string, Pair>;
  /** When the batch was asked for: what was written after it is younger still. */
  readonly now: number;
}

/** All of them in batches; the next is on its way while the caller looks at the one that came. */
async function* reread(open: Records, rule: Settling, { clock, reading, memory }: SettlePorts): AsyncGenerator<Reread> {
  const size = Math.max(1, Math.min(rule.sides.rereadAtOnce ?? REREAD_AT_ONCE, memory.rows));
  const ask = async (batch: readonly SpoolRecord[]): Promise<Reread> => {
    reading.signal.throwIfAborted();
    const witnesses = batch.map(witnessIn);
    const now = clock.now();
    const keys = witnesses.map(({ key }) => key);
    return { witnesses, now, pairs: await rule.sides.reread(keys, reading) };
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

const witnessOf = ({ key, left, right }: Candidate): Witness => ({ key, left: [left], right: [right] });

const recordOf = ({ key, left, right }: Witness): SpoolRecord => [key, ...left.map(written), ...right.map(written)];

function witnessIn([key = '', ...tokens]: SpoolRecord): Witness {
  const seen = tokens.map(read);
  return { key, left: seen.slice(0, seen.length / 2), right: seen.slice(seen.length / 2) };
}

async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const from = clock.now();
  await clock.sleep(ms, signal);
  const to = clock.now();
  if (to < from) throw new ClockJumpedError(from, to);
}

interface Moment {
  readonly tokens: Tokens;
  readonly now: number;
  readonly isLast: boolean;
}

/** How the key stands, or undefined to look once more. */
function judge(pair: Pair, witness: Witness, rule: Settling, { tokens, now, isLast }: Moment): Standing | undefined {
  const { settleWindow, stuckAfter } = rule;
  if (pair.torn === true) return isLast ? 'deferred' : undefined;
  const left = pair.left && tokens.left(pair.left);
  const right = pair.right && tokens.right(pair.right);
  const changed = left !== witness.left.at(-1) || right !== witness.right.at(-1);
  witness.left.push(left);
  witness.right.push(right);
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
  return witness.left.some((left) => witness.right.some((right) => relation.agrees(left, right)));
}

/** A row that tells no time is taken to be old. */
const lastTouch = ({ left, right }: Pair): number =>
  Math.max(left?.touchedAt ?? -Infinity, right?.touchedAt ?? -Infinity);

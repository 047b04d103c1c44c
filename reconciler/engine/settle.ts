/**
 * Candidates are not drift. Each is re-read strongly from both sides after the settle window, and again while it keeps
 * changing; it passes if the two sides agree at any version that was witnessed, at whatever moment each was seen.
 * Candidates are read, and read back, in batches, so that memory does not grow with their number.
 */
import { type Bounds, type Candidates, Crowd, Records, type Tokens } from './compare/index.ts';
import { ClockJumpedError } from './errors.ts';
import { look } from './look.ts';
import { lookAtCrowd } from './look-at-crowd.ts';
import type { Clock } from './ports.ts';
import type { EngineRule } from './rule.ts';
import type { Settled } from './standing.ts';
import type { Reading } from './view.ts';

export type Settling = Pick<
  EngineRule,
  'sides' | 'relation' | 'settleWindow' | 'settleRounds' | 'inFlight' | 'stuckAfter'
>;

export interface SettlePorts extends Pick<Bounds, 'spool' | 'memory'> {
  readonly clock: Clock;
  readonly reading: Reading;
  /** As the candidates' tokens were made. */
  readonly tokens: Tokens;
  /** Before each wait. */
  readonly began: (round: number, left: number) => Promise<void>;
  /** Findings that may be repaired, for which the images of their rows are needed. */
  readonly keep: number;
  /** Is told how each candidate stands, once. */
  readonly settled: (settled: Settled) => Promise<void> | undefined;
}

/**
 * Reads the candidates, and leaves it to whoever made them to close them. A crowd is looked at once more than what is
 * named, since it knows of no row what it was at first.
 */
export async function settle(candidates: Candidates | Crowd, rule: Settling, ports: SettlePorts): Promise<void> {
  const rounds = rule.settleRounds + (candidates instanceof Crowd ? 1 : 0);
  let open = candidates instanceof Crowd ? candidates : candidates.records;
  let undecided: Records | undefined;
  try {
    for (let round = 1; open.count > 0; round += 1) {
      await ports.began(round, open.count);
      await pause(rule.settleWindow, ports.clock, ports.reading.signal);
      const before = undecided;
      undecided = new Records(ports.spool, ports.memory.rows / 4);
      const looked =
        open instanceof Crowd
          ? lookAtCrowd(open, undecided, rule, ports)
          : look(open, undecided, round >= rounds, rule, ports);
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

/** Waits for what the actions of drilled alarms lead to. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from '../target.ts';
import type { CreatedSchedules, Follower } from './follow.ts';

/** Virtual milliseconds until actions have reached their ends. */
export const FOLLOW_MS = 180_000;
/** Real milliseconds: a function that an action starts needs time, however fast the clock is. */
const MIN_FOLLOW_MS = 6000;
/** Real milliseconds without a further run of a function after which no more are expected. */
const PATIENCE_MS = 10_000;
/** Real milliseconds between two looks, on one machine and on AWS. */
export const POLL_MS = { local: 250, aws: 5000 } as const;

interface Waiting {
  readonly target: Pick<Target, 'system' | 'clock'>;
  readonly signal: AbortSignal;
}

export interface End {
  /** How often the action had to reach its end, and how often it did; undefined if its end cannot be seen. */
  readonly executed: number;
  readonly reached: number | undefined;
  readonly text: string;
}

/**
 * Waits until each action has reached its end as often as alarms executed it, while it still makes progress.
 *
 * @param executedBy how often alarms have executed the action with this ARN
 */
export async function awaitEnds(
  arns: ReadonlySet<string>,
  executedBy: (arn: string) => number,
  follower: Follower,
  { target, signal }: Waiting,
): Promise<ReadonlyMap<string, End>> {
  const patience = Math.max(PATIENCE_MS, FOLLOW_MS / target.clock.speed);
  const ends = new Map<string, End>();
  for (const arn of arns) {
    const executed = executedBy(arn);
    let latest = performance.now();
    for (let known = 0; ; ) {
      const { reached, text } = await follower.endOf(arn);
      ends.set(arn, { executed, reached, text });
      if (reached === undefined || reached >= executed) break;
      if (reached > known) latest = performance.now();
      if (performance.now() - latest > patience) break;
      known = reached;
      await sleep(POLL_MS[target.system.target], undefined, { signal });
    }
  }
  return ends;
}

/** Waits until the one-off schedules that actions created have run, which deletes them. */
export async function awaitSchedules(schedules: CreatedSchedules, { target, signal }: Waiting) {
  const deadline = performance.now() + Math.max(MIN_FOLLOW_MS, FOLLOW_MS / target.clock.speed);
  for (;;) {
    const left = await schedules.look();
    if (left.length === 0 || performance.now() > deadline) return { run: schedules.seen() - left.length, left };
    await sleep(POLL_MS[target.system.target], undefined, { signal });
  }
}

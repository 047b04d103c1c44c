import { setTimeout as sleep } from 'node:timers/promises';
import { HarnessError, StoppedError } from '../errors.ts';
import { keepLastRun, type LastRun, readLastRun } from './last-run.ts';
import { type Holder, type IsGone, type Lock, LOCK_SECONDS, releaseLock, renewLock, takeLock } from './lock.ts';
import type { Control } from './table.ts';

/** Real milliseconds between two signs of life; also the time within which a stop from outside is noticed. */
const BEAT_MS = 1000;

/** A stage that is a run's own, until it is released. */
export interface HeldStage {
  readonly lock: Lock;
  /** The run that held the stage before and is dead. */
  readonly predecessor: Lock | undefined;
  /** The run whose doing it may still be what alarms tell of; a killed one was alive a moment ago. */
  readonly last: LastRun | undefined;
  /** Aborted with a StoppedError when somebody asks the run to end, with a HarnessError when the stage is lost. */
  readonly ended: AbortSignal;
  release(): Promise<void>;
}

/**
 * Takes the stage and gives a sign of life each second, until it is released.
 *
 * @throws StageInUseError naming the run that holds it
 */
export async function holdStage(control: Control, holder: Holder, isGone: IsGone): Promise<HeldStage> {
  const { lock, predecessor } = await takeLock(control, holder, isGone);
  const last = predecessor === undefined ? await readLastRun(control) : endedNow(predecessor, control);
  const releasing = new AbortController();
  const ended = new AbortController();
  const beating = beat(control, lock, releasing.signal, ended);
  return {
    lock,
    predecessor,
    last,
    ended: ended.signal,
    async release() {
      releasing.abort();
      await beating;
      await keepLastRun(control, holder.run);
      await releaseLock(control, lock);
    },
  };
}

function endedNow({ run }: Lock, { clock }: Control): LastRun {
  return { run, endedAt: clock.now().toISOString() };
}

async function beat(control: Control, lock: Lock, releasing: AbortSignal, ended: AbortController): Promise<void> {
  let renewedAt = performance.now();
  for (;;) {
    await sleep(BEAT_MS, undefined, { signal: releasing }).catch(() => undefined);
    if (releasing.aborted) return;
    const began = performance.now();
    try {
      const renewed = await renewLock(control, lock);
      if (renewed === undefined) {
        ended.abort(new HarnessError(`Run ${lock.run} no longer holds the stage: another took it.`));
        return;
      }
      const { stopRequest } = renewed;
      if (stopRequest !== undefined) ended.abort(new StoppedError('chaos stop', `Stopped by ${stopRequest.by}.`));
      renewedAt = began;
    } catch (error) {
      if (performance.now() - renewedAt < LOCK_SECONDS * 1000) continue;
      ended.abort(new HarnessError(`Run ${lock.run} could not renew the stage's lock.`, { cause: error }));
      return;
    }
  }
}

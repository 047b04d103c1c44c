import { setMaxListeners } from 'node:events';
import { type Control, type HeldStage, requestStop } from '../../control/index.ts';
import { StoppedError } from '../../errors.ts';
import type { ArmedFaults } from '../phases/faults.ts';
import type { Recorder } from '../recorder.ts';
import type { RunClock } from '../run-clock.ts';

/** The early end of a run, for any reason except its caller's signal. */
export interface Halt {
  /** Aborted with a StoppedError when the run is stopped on purpose, and with another error when it cannot continue. */
  readonly signal: AbortSignal;
  /** Ends the run. A StoppedError disarms its faults first, whatever else is happening. */
  halt(reason: Error): void;
  /** Why the run was stopped on purpose, if it was. */
  stopped(): StoppedError | undefined;
  /** Settles when the faults of a stopped run are disarmed. */
  disarmed(): Promise<void>;
}

interface HaltedRun {
  readonly target: Control;
  readonly held: Pick<HeldStage, 'ended'>;
  readonly faults: Pick<ArmedFaults, 'releaseAll'>;
  readonly clock: Pick<RunClock, 'virtual'>;
  readonly recorder: Pick<Recorder, 'record'>;
  readonly progress: (text: string) => void;
}

/** Also ends the run when the stage's lock reports a stop from outside, or is lost. */
export function createHalt({ target, held, faults, clock, recorder, progress }: HaltedRun): Halt {
  const ending = new AbortController();
  // Every wait of the run listens to it.
  setMaxListeners(0, ending.signal);
  let disarming = Promise.resolve();

  /** Mark the lock first, so that an arming already under way fails. */
  const disarmAtOnce = async (by: string) => {
    await requestStop(target, { by, at: clock.virtual().toISOString() });
    await faults.releaseAll();
  };
  const halt = (reason: Error): void => {
    if (ending.signal.aborted) return;
    if (reason instanceof StoppedError) {
      const { condition, message } = reason;
      disarming = disarmAtOnce(condition);
      disarming.catch(() => undefined);
      recorder.record({ kind: 'stopped', condition, message });
      progress(`stopped: ${condition}: ${message}`);
    }
    ending.abort(reason);
  };
  const onLockEnded = (): void => {
    halt(held.ended.reason as Error);
  };
  if (held.ended.aborted) onLockEnded();
  else held.ended.addEventListener('abort', onLockEnded, { once: true });
  return {
    signal: ending.signal,
    halt,
    stopped: () => (ending.signal.reason instanceof StoppedError ? ending.signal.reason : undefined),
    disarmed: () => disarming,
  };
}

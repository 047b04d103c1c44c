import { requestStop } from './control/lock.ts';
import { StoppedError } from './errors.ts';
import { release, type Stage } from './phases.ts';

/** The end of a run before its time, for another reason than its caller's signal. */
export interface Halt {
  /** Aborted with a StoppedError when the run is stopped on purpose, with another error when it cannot go on. */
  readonly signal: AbortSignal;
  /** Ends the run. A StoppedError first disarms its faults, whatever else is under way. */
  halt(reason: Error): void;
  /** Why the run was stopped on purpose, where it was. */
  stopped(): StoppedError | undefined;
  /** Settles when the faults of a stopped run are disarmed. */
  disarmed(): Promise<void>;
}

/** Also heeds what the stage's lock tells: a stop from outside, or its loss. */
export function createHalt(stage: Stage): Halt {
  const { held, recorder, ports } = stage;
  const ending = new AbortController();
  let disarming = Promise.resolve();
  const halt = (reason: Error): void => {
    if (ending.signal.aborted) return;
    if (reason instanceof StoppedError) {
      disarming = disarmAtOnce(stage, reason);
      disarming.catch(() => undefined);
      recorder.record({ kind: 'stopped', condition: reason.condition, message: reason.message });
      ports.progress(`stopped: ${reason.condition}: ${reason.message}`);
    }
    ending.abort(reason);
  };
  const heed = (): void => {
    halt(held.ended.reason as Error);
  };
  if (held.ended.aborted) heed();
  else held.ended.addEventListener('abort', heed, { once: true });
  return {
    signal: ending.signal,
    halt,
    stopped: () => (ending.signal.reason instanceof StoppedError ? ending.signal.reason : undefined),
    disarmed: () => disarming,
  };
}

/** The mark on the lock comes first: no arming that is under way passes it. */
async function disarmAtOnce(stage: Stage, { condition }: StoppedError): Promise<void> {
  const { ports, clock, armings } = stage;
  await requestStop(ports, { by: condition, at: clock.virtual().toISOString() });
  await Promise.all([...armings.keys()].map((faultId) => release(stage, faultId)));
}

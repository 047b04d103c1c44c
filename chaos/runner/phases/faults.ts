import { arm, disarm, type HeldStage } from '../../control/index.ts';
import type { ArmedFault, Experiment, LoadFault, Phase } from '../../schemas/index.ts';
import type { Target } from '../../target.ts';
import type { Recorder } from '../recorder.ts';
import type { RunClock } from '../run-clock.ts';

/** Real milliseconds before a phase at which its faults are armed: a function's cache is at most a second old. */
export const LEAD_MS = 1200;

/** The faults that a run arms in its stage's control table. */
export interface ArmedFaults {
  /** Arms the faults; the lease of one that is already armed is renewed. */
  arm(faults: readonly LoadFault[]): Promise<void>;
  /** Ends a fault. It is recorded once, however often it is released. */
  release(faultId: string): Promise<void>;
  /** Ends every fault of the experiment: tries each, and then throws the first failure. */
  releaseAll(): Promise<void>;
}

interface Arming {
  readonly experiment: Experiment;
  readonly run: string;
  readonly seed: number;
  readonly target: Target;
  readonly clock: RunClock;
  readonly recorder: Recorder;
  /** Whoever arms the faults, for `chaos status`. */
  readonly by: string;
  readonly lock: HeldStage['lock'];
}

export function createArmedFaults({ experiment, run, seed, target, clock, recorder, by, lock }: Arming): ArmedFaults {
  /** The arming of each fault that is armed. */
  const armings = new Map<string, string>();

  /** The lease is measured in real time but stored in the target's time, so that every reader sees it end. */
  const withLease = (fault: LoadFault): ArmedFault => ({
    faultId: fault.id,
    fault: fault.fault,
    experiment: experiment.name,
    run,
    seed,
    scenario: fault.scenario ?? null,
    rate: fault.rate,
    ...(fault.iterations !== undefined && { iterations: fault.iterations }),
    attempts: fault.attempts,
    parameters: fault.parameters,
    until: clock.virtual(clock.elapsedMs() + LEAD_MS + fault.leaseSeconds * 1000).toISOString(),
    by,
  });

  const armOne = async (fault: LoadFault) => {
    const armed = withLease(fault);
    armings.set(fault.id, await arm(target, lock, armed, armings.get(fault.id)));
    recorder.record({ kind: 'fault.armed', faultId: fault.id, fault: fault.fault, until: armed.until });
  };

  const release = async (faultId: string) => {
    await disarm(target, faultId, run);
    if (armings.delete(faultId)) recorder.record({ kind: 'fault.released', faultId });
  };

  return {
    async arm(faults) {
      await Promise.all(faults.map(armOne));
    },
    release,
    async releaseAll() {
      const released = await Promise.allSettled(experiment.faults.map(({ id }) => release(id)));
      const failure = released.find((one) => one.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
    },
  };
}

/** The faults whose scenario runs in the phase. */
export function faultsOf({ faults }: Experiment, phase: Phase): LoadFault[] {
  return faults.filter(({ scenario }) => phase.scenarios.some(({ name }) => name === scenario));
}

/** A fault without a scenario is armed from the first phase to the last. */
export function armedWith(experiment: Experiment, phase: Phase): LoadFault[] {
  return [...faultsOf(experiment, phase), ...(phase === experiment.phases[0] ? withoutScenario(experiment) : [])];
}

export function releasedWith(experiment: Experiment, phase: Phase): LoadFault[] {
  return [...faultsOf(experiment, phase), ...(phase === experiment.phases.at(-1) ? withoutScenario(experiment) : [])];
}

function withoutScenario({ faults }: Experiment): LoadFault[] {
  return faults.filter(({ scenario }) => scenario === undefined);
}

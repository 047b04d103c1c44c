import type { ArmedFault, Experiment, LoadFault, Phase } from '../schemas/index.ts';
import type { Backlog } from './backlog.ts';
import { arm, disarm, type HeldStage } from './control/index.ts';
import type { RunnerPorts } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { RunClock } from './run-clock.ts';

/** Real milliseconds before a phase at which its faults are armed: what a function has read is a second old at most. */
const LEAD_MS = 1200;

export interface Stage {
  readonly experiment: Experiment;
  readonly run: string;
  readonly ports: RunnerPorts;
  readonly clock: RunClock;
  readonly recorder: Recorder;
  readonly held: HeldStage;
  /** What names the arming of each fault that is armed. */
  readonly armings: Map<string, string>;
  /** Figures worth keeping beside the verdict. */
  readonly figures: Record<string, number>;
}

/** Arms the first phase's faults; they must be heeded before the load begins. */
export async function armFirstPhase(stage: Stage, signal: AbortSignal): Promise<void> {
  const [first] = stage.experiment.phases;
  if (first === undefined || armedWith(stage.experiment, first).length === 0) return;
  await armPhase(stage, first);
  await stage.clock.until(stage.clock.elapsedMs() + LEAD_MS, signal);
}

/** Sagas for which a fault of a scenario is still to stay: those unfinished that are not to wait for the reconciler. */
export type Pending = (scenario: string) => Promise<number>;

export function pendingIn(backlog: Backlog, run: string, isStranded: (correlationId: string) => boolean): Pending {
  return async (scenario) => {
    const unfinished = await backlog.look();
    return unfinished.filter((id) => id.startsWith(`${run}-${scenario}-`) && !isStranded(id)).length;
  };
}

/**
 * Goes through the phases beside the load, which began at `begin`.
 *
 * @param pending undefined where the system's sagas are not known: faults then go with their phase's drain
 */
export async function conductPhases(
  stage: Stage,
  begin: number,
  pending: Pending | undefined,
  signal: AbortSignal,
): Promise<void> {
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  let at = begin;
  const conducted = stage.experiment.phases.map((phase) => {
    const start = at;
    at += (phase.seconds + phase.drainSeconds) * 1000;
    return conductPhase(stage, phase, start, pending, either);
  });
  try {
    await Promise.all(conducted);
  } catch (error) {
    ending.abort();
    await Promise.allSettled(conducted);
    throw error;
  }
}

/** Marks a phase, arms its faults ahead of it, and releases them when it has drained. */
async function conductPhase(
  stage: Stage,
  phase: Phase,
  start: number,
  pending: Pending | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { clock, recorder, ports, experiment } = stage;
  const faults = armedWith(experiment, phase);
  const broken = faults.length === 0 ? '' : `, broken by ${faults.map(({ id }) => id).join(', ')}`;
  await clock.until(start - LEAD_MS, signal);
  await armPhase(stage, phase);
  await clock.until(start, signal);
  recorder.record({ kind: 'phase.began', phase: phase.name });
  ports.progress(`phase ${phase.name}: ${phase.seconds} s${broken}`);
  const end = start + phase.seconds * 1000;
  await clock.until(end, signal);
  recorder.record({ kind: 'phase.ended', phase: phase.name });
  await clock.until(end + phase.drainSeconds * 1000, signal);
  recorder.record({ kind: 'phase.drained', phase: phase.name });
  const released = releasedWith(experiment, phase);
  await Promise.all(released.map((fault) => releaseAtRest(stage, fault, start, pending, signal)));
}

/** Real milliseconds between looks at whether a phase's sagas rest. */
const LOOK_MS = 1000;

/** A fault stays until no saga can meet it any more, within its lease: what it strikes is foretold, however slow the system. */
async function releaseAtRest(
  stage: Stage,
  { id, scenario, leaseSeconds }: LoadFault,
  start: number,
  pending: Pending | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = stage;
  const lease = start + leaseSeconds * 1000;
  const meets = async () => scenario !== undefined && pending !== undefined && (await pending(scenario)) > 0;
  while (clock.elapsedMs() + LOOK_MS < lease && (await meets())) {
    await clock.until(clock.elapsedMs() + LOOK_MS, signal);
  }
  await release(stage, id);
}

/** Ends a fault of the run's own. However many end it, it is recorded once. */
export async function release({ ports, recorder, run, armings }: Stage, faultId: string): Promise<void> {
  await disarm(ports, faultId, run);
  if (armings.delete(faultId)) recorder.record({ kind: 'fault.released', faultId });
}

/** Faults whose scenario runs in the phase. */
export function faultsOf({ faults }: Experiment, phase: Phase): LoadFault[] {
  return faults.filter(({ scenario }) => phase.scenarios.some(({ name }) => name === scenario));
}

/** One without a scenario hits from the first phase to the last. */
function armedWith(experiment: Experiment, phase: Phase): LoadFault[] {
  return [...faultsOf(experiment, phase), ...(phase === experiment.phases[0] ? withoutScenario(experiment) : [])];
}

function releasedWith(experiment: Experiment, phase: Phase): LoadFault[] {
  return [...faultsOf(experiment, phase), ...(phase === experiment.phases.at(-1) ? withoutScenario(experiment) : [])];
}

function withoutScenario({ faults }: Experiment): LoadFault[] {
  return faults.filter(({ scenario }) => scenario === undefined);
}

/** Also renews the lease of those that are armed. */
async function armPhase(stage: Stage, phase: Phase): Promise<void> {
  const { experiment, recorder, ports, held, armings } = stage;
  await Promise.all(
    armedWith(experiment, phase).map(async (fault) => {
      const armed = armedFault(fault, stage);
      armings.set(fault.id, await arm(ports, held.lock, armed, armings.get(fault.id)));
      recorder.record({ kind: 'fault.armed', faultId: fault.id, fault: fault.fault, until: armed.until });
    }),
  );
}

/** The lease is real time, and stands in the table as the target's: it then ends wherever it is read. */
function armedFault(fault: LoadFault, { experiment, run, ports, clock }: Stage): ArmedFault {
  const until = clock.virtual(clock.elapsedMs() + LEAD_MS + fault.leaseSeconds * 1000);
  return {
    faultId: fault.id,
    fault: fault.fault,
    experiment: experiment.name,
    run,
    seed: ports.seed,
    scenario: fault.scenario ?? null,
    rate: fault.rate,
    ...(fault.iterations === undefined ? {} : { iterations: fault.iterations }),
    attempts: fault.attempts,
    parameters: fault.parameters,
    until: until.toISOString(),
    by: ports.by,
  };
}

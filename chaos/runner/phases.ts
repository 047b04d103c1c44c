import type { ArmedFault, Experiment, LoadFault, Phase } from '../contract/index.ts';
import { arm, disarm } from './control.ts';
import type { RunnerPorts } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { RunClock } from './run-clock.ts';

/** Real milliseconds before a phase at which its faults are armed: more than functions take to notice. */
const LEAD_MS = 3000;

export interface Stage {
  readonly experiment: Experiment;
  readonly run: string;
  readonly ports: RunnerPorts;
  readonly clock: RunClock;
  readonly recorder: Recorder;
}

/** Arms the first phase's faults; they must be heeded before the load begins. */
export async function armFirstPhase(stage: Stage, signal: AbortSignal): Promise<void> {
  const [first] = stage.experiment.phases;
  if (first === undefined || faultsOf(stage.experiment, first).length === 0) return;
  await armPhase(stage, first);
  await stage.clock.until(stage.clock.elapsedMs() + LEAD_MS, signal);
}

/** Real milliseconds between looks at whether a phase's sagas rest. */
const LOOK_MS = 1000;

/** How many sagas of this scenario are unfinished. */
export type CountUnfinished = (scenario: string) => Promise<number>;

/** Goes through the phases beside the load, which began at `begin`. */
export async function conductPhases(
  stage: Stage,
  begin: number,
  countUnfinished: CountUnfinished,
  signal: AbortSignal,
): Promise<void> {
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  let at = begin;
  const conducted = stage.experiment.phases.map((phase) => {
    const start = at;
    at += (phase.seconds + phase.drainSeconds) * 1000;
    return conductPhase(stage, phase, start, countUnfinished, either);
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
  countUnfinished: CountUnfinished,
  signal: AbortSignal,
): Promise<void> {
  const { clock, recorder, ports, experiment } = stage;
  const faults = faultsOf(experiment, phase);
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
  await Promise.all(faults.map((fault) => releaseAtRest(stage, fault, start, countUnfinished, signal)));
}

/** A fault stays until no saga can meet it any more, within its lease: what it strikes is foretold, however slow the system. */
async function releaseAtRest(
  { ports, recorder, clock }: Stage,
  { id, scenario, leaseSeconds }: LoadFault,
  start: number,
  countUnfinished: CountUnfinished,
  signal: AbortSignal,
): Promise<void> {
  const lease = start + leaseSeconds * 1000;
  while (clock.elapsedMs() + LOOK_MS < lease && scenario !== undefined && (await countUnfinished(scenario)) > 0) {
    await clock.until(clock.elapsedMs() + LOOK_MS, signal);
  }
  await disarm(ports, id);
  recorder.record({ kind: 'fault.released', faultId: id });
}

export function faultsOf({ faults }: Experiment, phase: Phase): LoadFault[] {
  return faults.filter(({ scenario }) => phase.scenarios.some(({ name }) => name === scenario));
}

/** Also renews the lease of those that are armed. */
async function armPhase(stage: Stage, phase: Phase): Promise<void> {
  const { experiment, recorder, ports } = stage;
  await Promise.all(
    faultsOf(experiment, phase).map(async (fault) => {
      const armed = armedFault(fault, stage);
      await arm(ports, armed);
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

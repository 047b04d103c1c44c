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

/**
 * Goes through the phases beside the load, which began at `begin`: marks them, arms each one's faults ahead of it,
 * and releases them when it has drained.
 */
export async function conductPhases(stage: Stage, begin: number, signal: AbortSignal): Promise<void> {
  const { clock, recorder, ports, experiment } = stage;
  let at = begin;
  for (const [index, phase] of experiment.phases.entries()) {
    const faults = faultsOf(experiment, phase);
    await clock.until(at, signal);
    if (index === 0) await armPhase(stage, phase);
    recorder.record({ kind: 'phase.began', phase: phase.name });
    ports.progress(
      `phase ${phase.name}: ${phase.seconds} s${faults.length === 0 ? '' : `, broken by ${namesOf(faults)}`}`,
    );
    await clock.until(at + phase.seconds * 1000, signal);
    recorder.record({ kind: 'phase.ended', phase: phase.name });
    at += (phase.seconds + phase.drainSeconds) * 1000;
    const next = experiment.phases[index + 1];
    if (next !== undefined) {
      await clock.until(at - Math.min(LEAD_MS, phase.drainSeconds * 1000), signal);
      await armPhase(stage, next);
    }
    await clock.until(at, signal);
    await release(stage, faults);
    recorder.record({ kind: 'phase.drained', phase: phase.name });
  }
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

async function release({ ports, recorder }: Stage, faults: readonly LoadFault[]): Promise<void> {
  for (const { id } of faults) {
    await disarm(ports, id);
    recorder.record({ kind: 'fault.released', faultId: id });
  }
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
    scenario: fault.scenario,
    rate: fault.rate,
    attempts: fault.attempts,
    parameters: fault.parameters,
    until: until.toISOString(),
  };
}

function namesOf(faults: readonly LoadFault[]): string {
  return faults.map(({ id }) => id).join(', ');
}

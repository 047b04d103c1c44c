import type { LoadFault, Phase } from '../../schemas/index.ts';
import type { ActiveRun } from '../context.ts';
import { armedWith, LEAD_MS, releasedWith } from './faults.ts';
import { beginRegionFaults, endRegionFaults } from './regions.ts';

/** What the phases of a run need. */
export type PhasedRun = Pick<ActiveRun, 'experiment' | 'clock' | 'recorder' | 'progress' | 'pair'> & {
  readonly faults: Pick<ActiveRun['faults'], 'arm' | 'release'>;
  readonly observation?: Pick<ActiveRun['observation'], 'catchUp' | 'served'>;
};

/** Arms the first phase's faults, and waits until every function has read them: only then may the load begin. */
export async function armFirstPhase(run: PhasedRun, signal: AbortSignal): Promise<void> {
  const { experiment, clock, faults } = run;
  const [first] = experiment.phases;
  if (first === undefined || armedWith(experiment, first).length === 0) return;
  await faults.arm(armedWith(experiment, first));
  await clock.until(clock.elapsedMs() + LEAD_MS, signal);
}

/**
 * Number of a scenario's sagas that its faults must outlast: unfinished sagas that are not waiting for the reconciler.
 */
export type Pending = (scenario: string) => Promise<number>;

/**
 * Goes through the phases in parallel with the load, which began at `begin`.
 *
 * @param pending undefined if the system's sagas are not known: faults then end with their phase's drain
 */
export async function goThroughPhases(
  run: PhasedRun,
  begin: number,
  pending: Pending | undefined,
  signal: AbortSignal,
): Promise<void> {
  const ending = new AbortController();
  const either = AbortSignal.any([signal, ending.signal]);
  let at = begin;
  const phases = run.experiment.phases.map((phase) => {
    const start = at;
    at += (phase.seconds + phase.drainSeconds) * 1000;
    return goThroughPhase(run, phase, start, pending, either);
  });
  try {
    await Promise.all(phases);
  } catch (error) {
    ending.abort();
    await Promise.allSettled(phases);
    throw error;
  }
}

/** Records the phase's moments, arms its faults ahead of it, and releases them when it has drained. */
async function goThroughPhase(
  run: PhasedRun,
  phase: Phase,
  start: number,
  pending: Pending | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { clock, recorder, progress, experiment } = run;
  const faults = armedWith(experiment, phase);
  const broken = faults.length === 0 ? '' : `, broken by ${faults.map(({ id }) => id).join(', ')}`;
  await clock.until(start - LEAD_MS, signal);
  await run.faults.arm(faults);
  await clock.until(start, signal);
  recorder.record({ kind: 'phase.began', phase: phase.name });
  progress(`phase ${phase.name}: ${phase.seconds} s${broken}`);
  await beginRegionFaults(run, phase, signal);
  const end = start + phase.seconds * 1000;
  await clock.until(end, signal);
  recorder.record({ kind: 'phase.ended', phase: phase.name });
  await clock.until(end + phase.drainSeconds * 1000, signal);
  recorder.record({ kind: 'phase.drained', phase: phase.name });
  await endRegionFaults(run, phase, signal);
  const released = releasedWith(experiment, phase);
  await Promise.all(released.map((fault) => releaseAtRest(run, fault, start, pending, signal)));
  if (phase === experiment.phases.find((one) => armedWith(experiment, one).length > 0))
    await reportUnserved(run, faults);
}

/** After the first phase with faults: those at a place that served nothing probably name a service that does not exist. */
async function reportUnserved(
  { observation, progress, recorder }: PhasedRun,
  faults: readonly LoadFault[],
): Promise<void> {
  if (observation === undefined) return;
  // What cannot be read now is read later, and is not the reason why a run ends.
  await observation.catchUp().catch(() => undefined);
  const served = observation.served();
  const seen = served.length === 0 ? 'no wrapped handler served anything' : `these did: ${served.join(', ')}`;
  for (const { id, parameters } of faults) {
    const { service, step } = parameters;
    if (typeof service !== 'string' || typeof step !== 'string') continue;
    const place = `${service} ${step}`;
    if (served.includes(place)) continue;
    const text = `${id} has hit nothing: no handler that is wrapped as ${place} served anything; ${seen}`;
    recorder.record({ kind: 'note', text });
    progress(`fault ${text}`);
  }
}

/** Real milliseconds between two counts of the pending sagas. */
const POLL_MS = 1000;

/**
 * Keeps a fault armed until none of its sagas is pending, within its lease. However slow the system is, the fault then
 * hits exactly what was predicted.
 */
async function releaseAtRest(
  { clock, faults }: PhasedRun,
  { id, scenario, leaseSeconds }: LoadFault,
  start: number,
  pending: Pending | undefined,
  signal: AbortSignal,
): Promise<void> {
  const lease = start + leaseSeconds * 1000;
  const isPending = async () => scenario !== undefined && pending !== undefined && (await pending(scenario)) > 0;
  while (clock.elapsedMs() + POLL_MS < lease && (await isPending())) {
    await clock.until(clock.elapsedMs() + POLL_MS, signal);
  }
  await faults.release(id);
}

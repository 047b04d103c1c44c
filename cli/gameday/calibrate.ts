/** Finds out, before the load, whether this machine can deliver it. */
import type { Experiment, LoadCredentials, Probe, SystemDescription } from '@evenkeel/chaos/schemas';
import { usageFailure } from '../failure.ts';

/** The measurement ends after this many real milliseconds or requests, whichever comes first, when the functions are warm. */
const MEASURE_MS = 1500;
const MAX_REQUESTS = 300;
/** Requests in progress at the same time. */
const PARALLEL = 4;
/** An answer that takes longer says enough. */
const TIMEOUT_MS = 3000;

/**
 * Reads are the cheapest requests. The operations of a load cause several times as much work, so a machine that cannot
 * answer this many reads for each of them cannot deliver the load. A lower limit would refuse what a busy machine can
 * still deliver; the check `load-delivered` judges that.
 */
const READS_PER_OPERATION = 2;

/** Requests a second in the experiment's busiest phase. @internal */
export function peakRate({ phases }: Pick<Experiment, 'phases'>): number {
  return Math.max(0, ...phases.map(({ scenarios }) => scenarios.reduce((sum, { rate }) => sum + rate, 0)));
}

/** The path of a read that the experiment itself uses as a probe; undefined if it has none. */
function readOf({ steadyState }: Pick<Experiment, 'steadyState'>): string | undefined {
  const isRead = (probe: Probe) => probe.probe === 'http';
  return [...steadyState.before, ...steadyState.after].find(isRead)?.path;
}

/**
 * Reads that the idle system answers a second. Undefined if it throttles them, or answers none: that says nothing about
 * the machine.
 *
 * @internal
 */
export async function measureReads(url: string, headers: LoadCredentials['headers']): Promise<number | undefined> {
  // The first calls start the function's execution environments.
  await Promise.all(Array.from({ length: PARALLEL }, () => statusOf(url, headers)));
  const began = performance.now();
  let [sent, answered, throttled] = [0, 0, 0];
  const worker = async () => {
    while (sent < MAX_REQUESTS && performance.now() - began < MEASURE_MS) {
      sent += 1;
      const status = await statusOf(url, headers);
      if (status === 429) throttled += 1;
      else if (status !== undefined && status < 500) answered += 1;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  const seconds = (performance.now() - began) / 1000;
  return throttled > 0 || answered === 0 ? undefined : answered / seconds;
}

async function statusOf(url: string, headers: LoadCredentials['headers']): Promise<number | undefined> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

/** What share of the experiment's load the machine can deliver, at most 1. @internal */
export function deliverable(experiment: Pick<Experiment, 'phases'>, readsPerSecond: number): number {
  return Math.min(1, readsPerSecond / (peakRate(experiment) * READS_PER_OPERATION));
}

/** The same experiment with less load. What its faults hit follows from the load, and is predicted for it. @internal */
export function scaled(experiment: Experiment, share: number): Experiment {
  const phases = experiment.phases.map((phase) => ({
    ...phase,
    scenarios: phase.scenarios.map((scenario) => ({ ...scenario, rate: scenario.rate * share })),
  }));
  return { ...experiment, phases };
}

interface Calibrated {
  readonly experiment: Experiment;
  /** For the journal. */
  readonly figures: Readonly<Record<string, number>>;
}

/**
 * Measures what a system on this machine can deliver, and compares it with the experiment's load.
 *
 * @param scale whether to send less load instead of refusing the experiment
 * @throws CommandFailure exit 2 if the load is beyond the machine
 */
export async function calibrate(
  experiment: Experiment,
  { target, apiUrl }: Pick<SystemDescription, 'target' | 'apiUrl'>,
  { headers }: Pick<LoadCredentials, 'headers'>,
  scale: boolean,
): Promise<Calibrated> {
  const path = readOf(experiment);
  if (target !== 'local' || path === undefined) return { experiment, figures: {} };
  const readsPerSecond = await measureReads(`${apiUrl}${path}`, headers);
  if (readsPerSecond === undefined) return { experiment, figures: {} };
  const share = deliverable(experiment, readsPerSecond);
  const figures = { readsPerSecond, loadScale: share };
  if (share === 1) return { experiment, figures };
  if (scale) return { experiment: scaled(experiment, share), figures };
  throw usageFailure(
    `${experiment.name} sends up to ${peakRate(experiment).toFixed(1)} requests a second, which this machine cannot deliver now: the idle system answers ${readsPerSecond.toFixed(1)} reads a second, and the load needs at least ${READS_PER_OPERATION} for each request. End what else is running, lower the rates, or pass --scale to send ${Math.round(share * 100)} % of the load`,
  );
}

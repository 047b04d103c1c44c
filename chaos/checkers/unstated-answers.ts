/** Answers of which the experiment says nothing. Their journeys say which of them they allow. */
import { type Experiment, type Journal, nearestRegions, type Operation, type RunEvent } from '../schemas/index.ts';
import { NOTED_MS } from './regions/region-lost.ts';

/** They ask to come again, so they say nothing of the request itself; how many there may be, the load's thresholds say. */
const COME_AGAIN: readonly number[] = [408, 429];

/** Whether the system refused the request itself. */
export function isRefusal({ status }: Pick<Operation, 'status'>): boolean {
  return status >= 400 && status < 500 && !COME_AGAIN.includes(status);
}

interface FailedCall {
  readonly operation: Operation;
  readonly status: number;
  /** Whether it is another call of the iteration than its operation. */
  readonly isOther: boolean;
}

/**
 * The calls that failed although their journeys do not allow it, but for operations of which the experiment says what they
 * get.
 */
export function failedCalls(
  history: readonly Operation[],
  failures: ReadonlyMap<string, readonly number[]>,
  stated: ReadonlySet<Operation>,
): FailedCall[] {
  return history.flatMap((operation) =>
    (failures.get(operation.correlationId) ?? []).flatMap((status) => {
      const isOther = status !== operation.status;
      return isOther || !stated.has(operation) ? [{ operation, status, isOther }] : [];
    }),
  );
}

type Sent = Pick<Operation, 'scenario' | 'elapsedMs' | 'durationMs'>;

/**
 * Whether the region of the request's customer was lost, or its customers were not moved back yet. The check
 * `regions-as-expected` says who may go without an answer then, and for how long.
 */
export function metLostRegion(
  { experiment, regions, speed }: Pick<Journal, 'experiment' | 'regions' | 'speed'>,
  events: readonly RunEvent[],
): (operation: Sent) => boolean {
  const nearTo = nearestRegions(experiment);
  const boundMs = ((regions?.moveWithinSeconds ?? 0) * 1000) / speed;
  const timeOf = (kind: 'region.lost' | 'region.returned', id: string) =>
    events.find((event) => event.kind === kind && event.faultId === id)?.elapsedMs;
  const stretches = (experiment.regionFaults ?? []).flatMap(({ id, fault, region }) => {
    const lost = timeOf('region.lost', id);
    if (fault !== 'region-lost' || lost === undefined) return [];
    const returned = timeOf('region.returned', id) ?? Number.POSITIVE_INFINITY;
    return [{ region, fromMs: lost - NOTED_MS, toMs: returned + boundMs }];
  });
  return ({ scenario, elapsedMs, durationMs }) =>
    stretches.some(
      ({ region, fromMs, toMs }) =>
        region === nearTo(scenario) && elapsedMs <= toMs && elapsedMs + durationMs >= fromMs,
    );
}

/** Whether a fault of no scenario, which hits every call of its function, was armed when the request was under way. */
export function metFaultOfAll(
  { faults }: Pick<Experiment, 'faults'>,
  events: readonly RunEvent[],
): (operation: Pick<Operation, 'elapsedMs' | 'durationMs'>) => boolean {
  const ofAll = faults.filter(({ scenario }) => scenario === undefined).map(({ id }) => id);
  const timeOf = (kind: 'fault.armed' | 'fault.released', id: string) =>
    events.find((event) => event.kind === kind && event.faultId === id)?.elapsedMs;
  const stretches = ofAll.map((id) => ({
    fromMs: timeOf('fault.armed', id) ?? 0,
    toMs: timeOf('fault.released', id) ?? Number.POSITIVE_INFINITY,
  }));
  return ({ elapsedMs, durationMs }) =>
    stretches.some(({ fromMs, toMs }) => elapsedMs <= toMs && elapsedMs + durationMs >= fromMs);
}

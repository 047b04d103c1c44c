import {
  correlationIdOf,
  type Experiment,
  type LoadFault,
  type Operation,
  plannedIterations,
} from '../schemas/index.ts';
import type { SystemDefinition } from '../system/index.ts';
import { isRelease } from './points.ts';
import { acceptedStatuses, predict } from './predict.ts';
import { NO_SAGA, type PredictedEnd, startsSaga } from './predicted-end.ts';
import { aimOf, countPlannedHits, type Stall, stallOf, stallText } from './stall.ts';

/** What an experiment leads to with a given seed, if all of its load is delivered and accepted. */
export interface Forecast {
  readonly faults: readonly ForecastFault[];
  /**
   * How many sagas reach each end, and how many of those only the reconciler ends. Undefined for a system without
   * sagas.
   */
  readonly sagas: { readonly ends: Readonly<Record<string, number>>; readonly byReconciler: number } | undefined;
  /** The same as text. */
  readonly lines: readonly string[];
}

interface ForecastFault {
  readonly id: string;
  /** How many operations its scenario plans to send, and how many of them the seed chooses. Null: it hits every call. */
  readonly planned: number | null;
  readonly chosen: number | null;
  /** How many of the chosen operations it is certain to hit, and how many it hits unless something else comes first. */
  readonly hits: number | null;
  readonly mayHit: number | null;
  readonly stall: Stall | undefined;
}

/** Operations that are held at the same time: a phase can plan millions. */
const BATCH = 10_000;

/** @param definition undefined if the run has none */
export function forecast(experiment: Experiment, seed: number, definition: SystemDefinition | undefined): Forecast {
  const tally = new Tally();
  for (const planned of plannedOperations(experiment, definition)) {
    const operations = expectedAnswers(experiment, seed, planned, definition);
    for (const end of predict(experiment, seed, operations, definition).values()) tally.add(end);
  }
  const faults = experiment.faults.map((fault) => forecastOf(fault, experiment, seed, tally));
  const sagas = definition?.saga === undefined ? undefined : tally.sagas(Object.keys(definition.saga.ends));
  const lines = [
    ...faults.map((fault, index) => faultLine(fault, experiment.faults[index])),
    ...(sagas === undefined ? [] : [sagasLine(sagas)]),
    ...experiment.expect.alarms.map(alarmLine),
  ];
  return { faults, sagas, lines };
}

type ForecastSagas = NonNullable<Forecast['sagas']>;

/** Counts predicted ends. */
class Tally {
  readonly #hits = new Map<string, number>();
  readonly #mayHit = new Map<string, number>();
  readonly #ends = new Map<string, number>();
  #byReconciler = 0;

  add(predicted: PredictedEnd): void {
    const { hitBy, mayBeHitBy, end, by } = predicted;
    for (const id of hitBy) raise(this.#hits, id);
    for (const id of mayBeHitBy) raise(this.#mayHit, id);
    if (!startsSaga(predicted)) return;
    raise(this.#ends, end);
    if (by === 'reconciler') this.#byReconciler += 1;
  }

  hits = (fault: string): number => this.#hits.get(fault) ?? 0;
  mayHit = (fault: string): number => this.#mayHit.get(fault) ?? 0;

  /** @param names of the ends that the definition has */
  sagas(names: readonly string[]): ForecastSagas {
    return {
      ends: Object.fromEntries(names.map((name) => [name, this.#ends.get(name) ?? 0])),
      byReconciler: this.#byReconciler,
    };
  }
}

const raise = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

function forecastOf(fault: LoadFault, experiment: Experiment, seed: number, tally: Tally): ForecastFault {
  const { id } = fault;
  const aim = aimOf(experiment, fault);
  if (aim === undefined) {
    return { id, planned: null, chosen: null, hits: null, mayHit: null, stall: undefined };
  }
  return {
    id,
    planned: plannedIterations(aim.scenario.rate, aim.phase.seconds),
    chosen: countPlannedHits(experiment, fault, seed),
    hits: tally.hits(id),
    mayHit: tally.mayHit(id),
    stall: stallOf(fault, aim.phase, aim.scenario.rate),
  };
}

/**
 * Everything that the load plans to send, as if accepted, in batches. A scenario that occurs again in a later phase
 * continues its count.
 */
function* plannedOperations(
  { phases }: Experiment,
  definition: SystemDefinition | undefined,
): Generator<readonly Operation[]> {
  const sent = new Map<string, number>();
  const [status = 200] = acceptedStatuses(definition?.saga);
  const accepted = { sentAt: new Date(0).toISOString(), status, elapsedMs: 0, durationMs: 0 };
  for (const { scenarios, seconds } of phases) {
    for (const { name: scenario, journey, rate } of scenarios) {
      const first = sent.get(scenario) ?? 0;
      const end = first + plannedIterations(rate, seconds);
      sent.set(scenario, end);
      for (let start = first; start < end; start += BATCH) {
        yield Array.from({ length: Math.min(BATCH, end - start) }, (_, index) => {
          const iteration = start + index;
          const correlationId = correlationIdOf({ run: 'forecast', scenario, iteration });
          return { correlationId, scenario, iteration, journey, ...accepted };
        });
      }
    }
  }
}

/** The same operations with the statuses that the experiment expects, where those are none by which the system accepts. */
function expectedAnswers(
  experiment: Experiment,
  seed: number,
  operations: readonly Operation[],
  definition: SystemDefinition | undefined,
): readonly Operation[] {
  const accepted = acceptedStatuses(definition?.saga);
  const { outcomes } = experiment.expect;
  const rejecting = outcomes.filter(({ status, end }) => {
    const statesSaga = end !== undefined && end !== NO_SAGA;
    return !statesSaga && !status.some((one) => accepted.includes(one));
  });
  if (rejecting.length === 0) return operations;
  const prediction = predict(experiment, seed, operations, definition);
  return operations.map((operation) => {
    const { hitBy = [], mayBeHitBy = [] } = prediction.get(operation.correlationId) ?? {};
    const isSpared = hitBy.length === 0 && mayBeHitBy.length === 0;
    const outcome = rejecting.find(
      ({ scenario, hitBy: fault }) =>
        scenario === operation.scenario && (fault === undefined ? isSpared : hitBy.includes(fault)),
    );
    return { ...operation, status: outcome?.status[0] ?? operation.status };
  });
}

function faultLine({ id, planned, chosen, hits, mayHit, stall }: ForecastFault, fault: LoadFault | undefined): string {
  if (planned === null) return `${id}: hits every call to its function`;
  if (fault !== undefined && isRelease(fault)) {
    return `${id}: the seed chooses ${chosen} of ${planned} operations; it hits those that reach its version`;
  }
  const maybe = mayHit === 0 ? '' : `, and ${mayHit} more unless something else comes first`;
  const none = hits === 0 ? '; a run without a hit decides nothing, so raise its rate or the load' : '';
  const text = `${id}: the seed chooses ${chosen} of ${planned} operations; it hits ${hits}${maybe}${none}`;
  return stall === undefined ? text : `${text}; ${stallText(stall)}`;
}

function sagasLine({ ends, byReconciler }: ForecastSagas): string {
  const reached = Object.entries(ends).filter(([, count]) => count > 0);
  const counts = reached.map(([end, count]) => `${count} end ${end}`).join(', ');
  const late = byReconciler === 0 ? '' : `; ${byReconciler} of them only the reconciler ends`;
  return `sagas: ${counts === '' ? 'none' : counts}${late}`;
}

function alarmLine({ name, cause, withinSeconds }: Experiment['expect']['alarms'][number]): string {
  return `alarm ${name} fires within ${withinSeconds} virtual s of ${cause}`;
}

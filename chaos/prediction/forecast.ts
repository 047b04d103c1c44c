import {
  correlationIdOf,
  type Experiment,
  type LoadFault,
  type Operation,
  plannedIterations,
} from '../schemas/index.ts';
import type { SystemDefinition } from '../system/index.ts';
import { acceptedStatuses, predict } from './predict.ts';
import { type PredictedEnd, startsSaga } from './predicted-end.ts';
import { aimOf, plannedHits, type Stall, stallOf, stallText } from './stall.ts';

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

/** @param definition undefined if the run has none */
export function forecast(experiment: Experiment, seed: number, definition: SystemDefinition | undefined): Forecast {
  const operations = plannedOperations(experiment, definition);
  const ends = [...predict(experiment, seed, operations, definition).values()];
  const faults = experiment.faults.map((fault) => forecastOf(fault, experiment, seed, ends));
  const sagas = definition?.saga === undefined ? undefined : sagasIn(ends, Object.keys(definition.saga.ends));
  const lines = [
    ...faults.map(faultLine),
    ...(sagas === undefined ? [] : [sagasLine(sagas)]),
    ...experiment.expect.alarms.map(alarmLine),
  ];
  return { faults, sagas, lines };
}

type ForecastSagas = NonNullable<Forecast['sagas']>;

function sagasIn(predicted: readonly PredictedEnd[], names: readonly string[]): ForecastSagas {
  const sagas = predicted.filter(startsSaga);
  const reaching = (name: string) => sagas.filter(({ end }) => end === name).length;
  return {
    ends: Object.fromEntries(names.map((name) => [name, reaching(name)])),
    byReconciler: sagas.filter(({ by }) => by === 'reconciler').length,
  };
}

function forecastOf(
  fault: LoadFault,
  experiment: Experiment,
  seed: number,
  ends: readonly PredictedEnd[],
): ForecastFault {
  const { id } = fault;
  const aim = aimOf(experiment, fault);
  if (aim === undefined) {
    return { id, planned: null, chosen: null, hits: null, mayHit: null, stall: undefined };
  }
  return {
    id,
    planned: plannedIterations(aim.scenario.rate, aim.phase.seconds),
    chosen: plannedHits(experiment, fault, seed).length,
    hits: ends.filter(({ hitBy }) => hitBy.includes(id)).length,
    mayHit: ends.filter(({ mayBeHitBy }) => mayBeHitBy.includes(id)).length,
    stall: stallOf(fault, aim.phase, aim.scenario.rate),
  };
}

/**
 * Everything that the load plans to send, as if accepted. A scenario that occurs again in a later phase continues its
 * count.
 */
function plannedOperations({ phases }: Experiment, definition: SystemDefinition | undefined): Operation[] {
  const sent = new Map<string, number>();
  const [status = 200] = acceptedStatuses(definition?.saga);
  const accepted = { status, elapsedMs: 0, durationMs: 0 };
  return phases.flatMap(({ scenarios, seconds }) =>
    scenarios.flatMap(({ name: scenario, journey, rate }) => {
      const first = sent.get(scenario) ?? 0;
      const planned = plannedIterations(rate, seconds);
      sent.set(scenario, first + planned);
      return Array.from({ length: planned }, (_, index) => {
        const iteration = first + index;
        const correlationId = correlationIdOf({ run: 'forecast', scenario, iteration });
        return { correlationId, scenario, iteration, journey, sentAt: new Date(0).toISOString(), ...accepted };
      });
    }),
  );
}

function faultLine({ id, planned, chosen, hits, mayHit, stall }: ForecastFault): string {
  if (planned === null) return `${id}: hits every call to its function`;
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

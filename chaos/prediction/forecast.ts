import {
  correlationIdOf,
  type Experiment,
  type LoadFault,
  type Operation,
  plannedIterations,
} from '../schemas/index.ts';
import { type Fate, predict } from './fates.ts';
import { aimOf, MOST_STALLED, plannedHits, type Stall, stallOf } from './stall.ts';

/** What an experiment will do with a seed, if all of its load is delivered and accepted. */
export interface Forecast {
  readonly faults: readonly ForecastFault[];
  /** Sagas by what must come of them. */
  readonly sagas: { readonly completed: number; readonly rolledBack: number; readonly byReconciler: number };
  /** For people, a line each. */
  readonly lines: readonly string[];
}

interface ForecastFault {
  readonly id: string;
  /** Operations that its scenario is to send, and of those the ones that the seed lets it hit. Null: every call. */
  readonly planned: number | null;
  readonly chosen: number | null;
  /** Of the chosen, those that it strikes for certain, and those where something else may come first. */
  readonly strikes: number | null;
  readonly mayStrike: number | null;
  readonly stall: Stall | undefined;
}

export function forecast(experiment: Experiment, seed: number): Forecast {
  const fates = [...predict(experiment, seed, plannedOperations(experiment)).values()];
  const faults = experiment.faults.map((fault) => forecastOf(fault, experiment, seed, fates));
  const sagas = {
    completed: fates.filter(({ outcome }) => outcome === 'completed').length,
    rolledBack: fates.filter(({ outcome }) => outcome === 'rolled-back').length,
    byReconciler: fates.filter(({ by }) => by === 'reconciler').length,
  };
  const told = experiment.system === 'own' ? [] : [sagasLine(sagas)];
  return { faults, sagas, lines: [...faults.map(faultLine), ...told, ...experiment.expect.alarms.map(alarmLine)] };
}

function forecastOf(fault: LoadFault, experiment: Experiment, seed: number, fates: readonly Fate[]): ForecastFault {
  const { id } = fault;
  const aim = aimOf(experiment, fault);
  if (aim === undefined) {
    return { id, planned: null, chosen: null, strikes: null, mayStrike: null, stall: undefined };
  }
  return {
    id,
    planned: plannedIterations(aim.scenario.rate, aim.phase.seconds),
    chosen: plannedHits(experiment, fault, seed).length,
    strikes: fates.filter(({ struckBy }) => struckBy.includes(id)).length,
    mayStrike: fates.filter(({ mayBeStruckBy }) => mayBeStruckBy.includes(id)).length,
    stall: stallOf(fault, aim.phase, aim.scenario.rate),
  };
}

/** What the load sends, each accepted. A scenario that returns in a later phase goes on counting. */
function plannedOperations({ phases, system }: Experiment): Operation[] {
  const sent = new Map<string, number>();
  const accepted = { status: system === 'own' ? 200 : 202, elapsedMs: 0, durationMs: 0, totalCents: 0 };
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

function faultLine({ id, planned, chosen, strikes, mayStrike, stall }: ForecastFault): string {
  if (planned === null) return `${id}: hits every call of its place`;
  const perhaps = mayStrike === 0 ? '' : `, and ${mayStrike} more unless something else comes first`;
  const nothing =
    strikes === 0 ? '; a run in which it strikes nothing decides nothing: raise its rate or the load' : '';
  const hits = `${id}: the seed chooses ${chosen} of ${planned} operations; it strikes ${strikes}${perhaps}${nothing}`;
  return stall === undefined ? hits : `${hits}; ${stallText(stall)}`;
}

/** The product that an experiment has to state, with its factors. */
export function stallText({ hitsPerSecond, secondsPerHit, shards, product }: Stall): string {
  const over = `${shards} ${shards === 1 ? 'shard' : 'shards'}`;
  return `stalls ${figure(hitsPerSecond)} hits/s x ${figure(secondsPerHit)} s / ${over} = ${figure(product)} of at most ${MOST_STALLED}`;
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));

function sagasLine({ completed, rolledBack, byReconciler }: Forecast['sagas']): string {
  const late = byReconciler === 0 ? '' : `, ${byReconciler} of them by the reconciler alone`;
  return `sagas: ${completed} complete and ${rolledBack} are rolled back${late}`;
}

function alarmLine({ name, cause, withinSeconds }: Experiment['expect']['alarms'][number]): string {
  return `alarm ${name} fires within ${withinSeconds} virtual s of ${cause}`;
}

import { endOf, type SagaDefinition, type SagaState } from '../system/index.ts';
import { type PredictedEnd, type Prediction, startsSaga } from '../prediction/index.ts';
import { absencesIn, splitByAbsence, type Stretch, unlessAbsent } from './absence.ts';
import { counted, invalid, sagaChecker, unknown, valid } from './checker.ts';
import { hitsIn } from './fault-hits.ts';
import { progressOf } from './saga-end.ts';
import { unpredictedSagas } from './unpredicted-sagas.ts';

/**
 * Every saga reached the end that was predicted for it, and the services did not end sagas that were predicted to be
 * stranded. If a fault that decides a saga did not hit it, the harness failed, not the system. Requests that are said to
 * start no saga left none. If nothing says how the sagas of a scenario end, nobody can tell whether one was lost.
 */
export const outcomeAsPredicted = sagaChecker(
  'outcome-as-predicted',
  ['history', 'prediction', 'drained', 'events'],
  ({ history, prediction, drained, events }, journal, saga, system) => {
    const wasHit = hitsIn(events);
    const faults = new Set(journal.experiment.faults.map(({ id }) => id));
    const deviations: ({ readonly line: string } & Stretch)[] = [];
    const undecided: string[] = [];
    for (const state of drained.sagas) {
      const { correlationId } = state;
      const predicted = prediction.get(correlationId);
      const reached = endOf(saga, state);
      if (predicted === undefined || !startsSaga(predicted) || !('end' in reached)) continue;
      if (predicted.by === 'services' && predicted.end === reached.end) continue;
      // A journey that is a cause needs no hit: its own request decides.
      const wasHitBy = (cause: string) => !faults.has(cause) || wasHit(cause, correlationId);
      // If a saga has several faults, any of them may come first, but one must have hit.
      const isDecided =
        (predicted.causes.length === 0 || predicted.causes.some(wasHitBy)) &&
        predicted.causes.every((cause) => !predicted.hitBy.includes(cause) || wasHitBy(cause));
      const line = `${correlationId}: ${reached.end}, predicted ${textOf(predicted)}`;
      if (isDecided) deviations.push({ line, ...progressOf(saga, state, journal, drained.at) });
      else undecided.push(line);
    }
    const absences = absencesIn(events);
    const { proven, excused } = splitByAbsence(deviations, absences);
    const planned = countEnds(prediction);
    const measured = tally(saga, planned, reachedEnds(saga, prediction, drained.sagas));
    const didNotEnd = (violations: typeof deviations) =>
      invalid(
        `${counted(violations.length, 'saga')} did not end as predicted.`,
        violations.map(({ line }) => line),
        measured,
      );
    if (proven.length > 0) return didNotEnd(proven);
    const { contradicting, unstated } = unpredictedSagas(
      { history, prediction, sagas: drained.sagas },
      journal,
      system,
    );
    if (contradicting.length > 0) {
      const summary = `${counted(contradicting.length, 'request')} started a saga, although they must start none.`;
      return invalid(summary, contradicting, measured);
    }
    if (excused.length > 0) return unlessAbsent(didNotEnd(excused), absences, undefined);
    if (undecided.length > 0) {
      return unknown(`The deciding fault did not hit ${counted(undecided.length, 'saga')}.`, undecided, measured);
    }
    if (unstated.length > 0) {
      return unknown(
        `Nothing says how the sagas of ${counted(unstated.length, 'scenario')} end, so a lost one goes unnoticed.`,
        unstated,
        measured,
      );
    }
    return valid(`${textOfEnds(planned, saga)}, all as predicted.`, measured);
  },
);

function textOf({ end, by, causes }: PredictedEnd): string {
  const because = causes.length === 0 ? '' : ` because of ${causes.join(', ')}`;
  return by === 'reconciler' ? `stranded${because}` : `${end}${because}`;
}

/** How many sagas the load must have started, and who must bring how many of them to which end. */
interface PlannedEnds {
  readonly sagas: number;
  readonly byReconciler: number;
  /** By end. */
  readonly byServices: ReadonlyMap<string, number>;
}

function countEnds(prediction: Prediction): PlannedEnds {
  let [sagas, byReconciler] = [0, 0];
  const byServices = new Map<string, number>();
  for (const predicted of prediction.values()) {
    if (!startsSaga(predicted)) continue;
    sagas += 1;
    if (predicted.by === 'reconciler') byReconciler += 1;
    else increment(byServices, predicted.end);
  }
  return { sagas, byReconciler, byServices };
}

/** How many sagas of the load have reached each end. */
function reachedEnds(saga: SagaDefinition, prediction: Prediction, states: readonly SagaState[]) {
  const reached = new Map<string, number>();
  for (const state of states) {
    const predicted = prediction.get(state.correlationId);
    const end = endOf(saga, state);
    if ('end' in end && predicted !== undefined && startsSaga(predicted)) increment(reached, end.end);
  }
  return reached;
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** For each end, how many sagas of the load the services brought to it, and how many they should have. */
function tally({ ends }: SagaDefinition, { byServices }: PlannedEnds, reached: ReadonlyMap<string, number>) {
  return Object.keys(ends).map((name) => ({
    name,
    unit: 'sagas',
    value: reached.get(name) ?? 0,
    budget: byServices.get(name) ?? 0,
  }));
}

function textOfEnds({ sagas, byReconciler, byServices }: PlannedEnds, { ends }: SagaDefinition): string {
  const counts = [
    ...Object.keys(ends).map((name) => `${byServices.get(name) ?? 0} ${name}`),
    ...(byReconciler === 0 ? [] : [`${byReconciler} left to the reconciler`]),
  ];
  return `Of ${counted(sagas, 'saga')}: ${counts.join(', ')}`;
}

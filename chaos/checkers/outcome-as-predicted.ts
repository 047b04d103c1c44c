import { endOf, type SagaDefinition, type SagaState } from '../system/index.ts';
import { type PredictedEnd, startsSaga } from '../prediction/index.ts';
import { counted, invalid, sagaChecker, unknown, valid } from './checker.ts';

/**
 * Every saga reached the end that was predicted for it, and the services did not end sagas that were predicted to be
 * stranded. If a fault that decides a saga did not hit it, the harness failed, not the system.
 */
export const outcomeAsPredicted = sagaChecker(
  'outcome-as-predicted',
  ['prediction', 'drained', 'events'],
  ({ prediction, drained, events }, _journal, saga) => {
    const hits = new Set(
      events.flatMap((event) => (event.kind === 'fault.hit' ? [`${event.faultId} ${event.correlationId}`] : [])),
    );
    const violations: string[] = [];
    const undecided: string[] = [];
    for (const state of drained.sagas) {
      const { correlationId } = state;
      const predicted = prediction.get(correlationId);
      const reached = endOf(saga, state);
      if (predicted === undefined || !startsSaga(predicted) || !('end' in reached)) continue;
      if (predicted.by === 'services' && predicted.end === reached.end) continue;
      const wasHitBy = (cause: string) => hits.has(`${cause} ${correlationId}`);
      // If a saga has several faults, any of them may come first, but one must have hit.
      const isDecided =
        (predicted.causes.length === 0 || predicted.causes.some(wasHitBy)) &&
        predicted.causes.every((cause) => !predicted.hitBy.includes(cause) || wasHitBy(cause));
      (isDecided ? violations : undecided).push(`${correlationId}: ${reached.end}, predicted ${textOf(predicted)}`);
    }
    const measured = tally(saga, [...prediction.values()].filter(startsSaga), drained.sagas);
    if (violations.length > 0)
      return invalid(`${counted(violations.length, 'saga')} did not end as predicted.`, violations, measured);
    if (undecided.length > 0) {
      return unknown(`The deciding fault did not hit ${counted(undecided.length, 'saga')}.`, undecided, measured);
    }
    return valid(`${textOfEnds(prediction, saga)}, all as predicted.`, measured);
  },
);

function textOf({ end, by, causes }: PredictedEnd): string {
  const because = causes.length === 0 ? '' : ` because of ${causes.join(', ')}`;
  return by === 'reconciler' ? `stranded${because}` : `${end}${because}`;
}

/** For each end, how many of the load's sagas the services brought there, and how many they should have. */
function tally(saga: SagaDefinition, predicted: readonly PredictedEnd[], states: readonly SagaState[]) {
  const ids = new Set(predicted.map(({ correlationId }) => correlationId));
  const reached = new Map<string, number>();
  for (const state of states) {
    const end = endOf(saga, state);
    if ('end' in end && ids.has(state.correlationId)) reached.set(end.end, (reached.get(end.end) ?? 0) + 1);
  }
  return Object.keys(saga.ends).map((name) => ({
    name,
    unit: 'sagas',
    value: reached.get(name) ?? 0,
    budget: predicted.filter(({ end, by }) => by === 'services' && end === name).length,
  }));
}

function textOfEnds(prediction: ReadonlyMap<string, PredictedEnd>, { ends }: SagaDefinition): string {
  const sagas = [...prediction.values()].filter(startsSaga);
  const stranded = sagas.filter(({ by }) => by === 'reconciler').length;
  const ended = (name: string) => sagas.filter(({ end, by }) => by === 'services' && end === name).length;
  const counts = [
    ...Object.keys(ends).map((name) => `${ended(name)} ${name}`),
    ...(stranded === 0 ? [] : [`${stranded} left to the reconciler`]),
  ];
  return `Of ${counted(sagas.length, 'saga')}: ${counts.join(', ')}`;
}

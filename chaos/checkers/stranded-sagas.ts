import type { PredictedEnd } from '../prediction/index.ts';
import { endOf, type SagaDefinition, type SagaState } from '../system/index.ts';
import {
  counted,
  invalid,
  judgesReconciler,
  largest,
  sagaChecker,
  unknown,
  unlessDelayed,
  valid,
  validUnless,
} from './checker.ts';
import { judgedRunEnd } from './judged-run.ts';
import { unlessReconcilerDisturbed } from './reconciler-disturbed.ts';
import { isRolledBack, realSecondsOf } from './saga-end.ts';

/** The reconciler brought every stranded saga to its predicted end, within the rollback budget. */
export const strandedSagas = sagaChecker(
  'stranded-sagas',
  ['prediction', 'end', 'events'],
  ({ prediction, end, events }, journal, saga) => {
    const stranded = [...prediction.values()].filter(({ by }) => by === 'reconciler');
    if (stranded.length === 0) return valid('No saga was predicted to be stranded.');
    if (judgedRunEnd(events, journal) === undefined)
      return unknown('No reconcile run ended that could have ended the stranded sagas.');
    const states = new Map(end.sagas.map((state) => [state.correlationId, state]));
    const wrong = stranded.flatMap((predicted) => deviationOf(predicted, states.get(predicted.correlationId), saga));
    const times = stranded.flatMap((predicted) => {
      const { correlationId } = predicted;
      const state = states.get(correlationId);
      if (predicted.end !== saga.rollback || state === undefined || !isRolledBack(saga, state)) return [];
      return [{ correlationId, real: realSecondsOf(saga, state, journal) }];
    });
    const budget = journal.experiment.budgets.rollbackSeconds;
    const slowest = largest(times.map(({ real }) => real));
    const measured = [{ name: 'slowest rollback by the reconciler', unit: 's', value: slowest, budget }];
    if (wrong.length > 0) {
      const summary = `The reconciler did not end ${counted(wrong.length, 'stranded saga')} as predicted.`;
      return unlessReconcilerDisturbed(invalid(summary, wrong, measured), events, journal);
    }
    const late = times
      .filter(({ real }) => real > budget)
      .map(({ correlationId, real }) => `${correlationId}: rolled back after ${real.toFixed(1)} s`);
    const result = validUnless(
      late,
      `The reconciler ended ${counted(stranded.length, 'stranded saga')} as predicted.`,
      (count) => `${counted(count, 'stranded saga')} took longer than ${budget} s to roll back.`,
      measured,
    );
    return unlessDelayed(result, journal, events);
  },
  judgesReconciler,
);

function deviationOf(predicted: PredictedEnd, state: SagaState | undefined, saga: SagaDefinition): string[] {
  const { correlationId, end } = predicted;
  const reached = state === undefined ? { states: `no ${saga.owner} is stored` } : endOf(saga, state);
  const found = 'end' in reached ? reached.end : reached.states;
  return found === end ? [] : [`${correlationId}: ${found}, predicted ${end} by the reconciler`];
}

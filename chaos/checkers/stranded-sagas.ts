import type { SagaState } from '../schemas/index.ts';
import type { PredictedEnd } from '../prediction/index.ts';
import {
  checker,
  counted,
  invalid,
  judgesReconciler,
  largest,
  unknown,
  unlessDelayed,
  valid,
  validUnless,
} from './checker.ts';
import { judgedRunEnd } from './judged-run.ts';
import { endOf, realSecondsOf } from './saga-end.ts';

/** The reconciler brought every stranded saga to its predicted end, within the rollback budget. */
export const strandedSagas = checker(
  'stranded-sagas',
  ['prediction', 'end', 'events'],
  ({ prediction, end, events }, journal) => {
    const stranded = [...prediction.values()].filter(({ by }) => by === 'reconciler');
    if (stranded.length === 0) return valid('No saga was predicted to be stranded.');
    if (judgedRunEnd(events, journal) === undefined)
      return unknown('No reconcile run ended that could have ended the stranded sagas.');
    const sagas = new Map(end.sagas.map((saga) => [saga.correlationId, saga]));
    const wrong = stranded.flatMap((predicted) => deviationOf(predicted, sagas.get(predicted.correlationId)));
    const times = stranded.flatMap((predicted) => {
      const { correlationId } = predicted;
      const order = sagas.get(correlationId)?.order;
      if (predicted.end !== 'rolled-back' || order?.state !== 'ROLLED_BACK') return [];
      return [{ correlationId, real: realSecondsOf(order, journal) }];
    });
    const budget = journal.experiment.budgets.rollbackSeconds;
    const slowest = largest(times.map(({ real }) => real));
    const measured = [{ name: 'slowest rollback by the reconciler', unit: 's', value: slowest, budget }];
    if (wrong.length > 0) {
      return invalid(
        `The reconciler did not end ${counted(wrong.length, 'stranded saga')} as predicted.`,
        wrong,
        measured,
      );
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
    return unlessDelayed(result, journal);
  },
  judgesReconciler,
);

function deviationOf(predicted: PredictedEnd, saga: SagaState | undefined): string[] {
  const { correlationId, end } = predicted;
  const reached = saga === undefined ? { states: 'no order is stored' } : endOf(saga);
  if (reached === end) return [];
  const found = typeof reached === 'string' ? reached : reached.states;
  return [`${correlationId}: ${found}, predicted ${end} by the reconciler`];
}

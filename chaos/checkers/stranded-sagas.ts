import type { SagaState } from '../schemas/index.ts';
import type { Fate } from '../prediction/index.ts';
import { judgesReconciler } from './applies.ts';
import { checker, invalid, noneOf, unknown, valid } from './checker.ts';
import { largest } from './figures.ts';
import { judgedEnd } from './judged-run.ts';
import { realSecondsOf, restOf } from './rest.ts';
import { timed } from './timed.ts';

/** What no service could go on with, the reconciler brought to its predicted end, within the budget of rollbacks. */
export const strandedSagas = checker(
  'stranded-sagas',
  ['prediction', 'end', 'events'],
  ({ prediction, end, events }, journal) => {
    const stranded = [...prediction.values()].filter(({ by }) => by === 'reconciler');
    if (stranded.length === 0) return valid('No saga was to be left to the reconciler.');
    if (judgedEnd(events, journal) === undefined)
      return unknown('No run of the reconciler ended that could have ended them.');
    const held = new Map(end.sagas.map((saga) => [saga.correlationId, saga]));
    const astray = stranded.flatMap((fate) => strayOf(fate, held.get(fate.correlationId)));
    const times = stranded.flatMap(({ correlationId, outcome }) => {
      const order = held.get(correlationId)?.order;
      if (outcome !== 'rolled-back' || order?.state !== 'ROLLED_BACK') return [];
      return [{ correlationId, real: realSecondsOf(order, journal) }];
    });
    const budget = journal.experiment.budgets.rollbackSeconds;
    const slowest = largest(times.map(({ real }) => real));
    const measured = [{ name: 'slowest rollback by the reconciler', unit: 's', value: slowest, budget }];
    if (astray.length > 0) {
      return invalid(`${astray.length} stranded sagas were not ended as predicted.`, astray, measured);
    }
    const late = times
      .filter(({ real }) => real > budget)
      .map(({ correlationId, real }) => `${correlationId}: rolled back after ${real.toFixed(1)} s`);
    const finding = noneOf(
      late,
      `The reconciler ended all ${stranded.length} stranded sagas as predicted.`,
      (count) => `${count} stranded sagas were rolled back later than ${budget} s.`,
      measured,
    );
    return timed(finding, journal);
  },
  judgesReconciler,
);

function strayOf({ correlationId, outcome }: Fate, saga: SagaState | undefined): string[] {
  const rest = saga === undefined ? { reason: 'no order is stored' } : restOf(saga);
  if (rest === outcome) return [];
  return [`${correlationId}: ${typeof rest === 'string' ? rest : rest.reason}, predicted ${outcome} by the reconciler`];
}

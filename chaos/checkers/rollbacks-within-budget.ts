import { checker, counted, invalid, largest, readsStores, unknown, unlessDelayed, validUnless } from './checker.ts';
import { isEnd, realSecondsOf } from './saga-end.ts';

/**
 * The services completed every rollback, each within the real seconds that the experiment allows from acceptance to end.
 * A saga that only the reconciler ended, unexpectedly, counts as a failed rollback.
 */
export const rollbacksWithinBudget = checker(
  'rollbacks-within-budget',
  ['prediction', 'drained'],
  ({ prediction, drained }, journal) => {
    const budget = journal.experiment.budgets.rollbackSeconds;
    const byServices = drained.sagas.flatMap(({ correlationId, order }) => {
      const predicted = prediction.get(correlationId);
      return order === null || predicted?.by !== 'services' ? [] : [{ correlationId, order, end: predicted.end }];
    });
    const unfinished = byServices
      .filter(({ order, end }) => end === 'rolled-back' && !isEnd(order.state))
      .map(({ correlationId, order }) => `${correlationId}: still ${order.state} after the drain`);
    const rollbacks = byServices
      .filter(({ order }) => order.state === 'ROLLED_BACK')
      .map(({ correlationId, order }) => ({ correlationId, real: realSecondsOf(order, journal) }));
    const times = rollbacks.map(({ real }) => real).filter((real) => !Number.isNaN(real));
    const measured = [
      { name: 'slowest rollback', unit: 's', value: largest(times), budget },
      { name: 'rollback p95', unit: 's', value: percentile(times, 0.95), budget: null },
    ];
    if (unfinished.length > 0)
      return invalid(`The services did not complete ${counted(unfinished.length, 'rollback')}.`, unfinished, measured);
    const untimed = rollbacks.filter(({ real }) => Number.isNaN(real)).map(({ correlationId }) => correlationId);
    if (untimed.length > 0) return unknown('Some orders have no readable times.', untimed, measured);
    const late = rollbacks
      .filter(({ real }) => real > budget)
      .sort((one, other) => other.real - one.real)
      .map(({ correlationId, real }) => `${correlationId}: rolled back after ${real.toFixed(1)} s`);
    const result = validUnless(
      late,
      rollbacks.length === 0
        ? 'No order was rolled back.'
        : `${counted(rollbacks.length, 'rollback')} completed within ${budget} s.`,
      (count) => `${count} of ${counted(rollbacks.length, 'rollback')} took longer than ${budget} s.`,
      measured,
    );
    return unlessDelayed(result, journal);
  },
  readsStores,
);

/** Nearest-rank percentile of unsorted values; null without values. */
function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

import { checker, noneOf } from './checker.ts';
import { largest, percentile, seconds } from './figures.ts';

/** Every rollback took, from acceptance to rest, at most the real seconds the experiment allows. */
export const rollbacksWithinBudget = checker(
  'rollbacks-within-budget',
  ['prediction', 'drained'],
  ({ prediction, drained }, journal) => {
    const budget = journal.experiment.budgets.rollbackSeconds;
    const took = drained.sagas.flatMap(({ correlationId, order }) =>
      order?.state === 'ROLLED_BACK' && prediction.has(correlationId)
        ? [{ correlationId, real: seconds(order.createdAt, order.updatedAt) / journal.speed }]
        : [],
    );
    const times = took.map(({ real }) => real);
    const late = took
      .filter(({ real }) => real > budget)
      .sort((one, other) => other.real - one.real)
      .map(({ correlationId, real }) => `${correlationId}: rolled back after ${real.toFixed(1)} s`);
    return noneOf(
      late,
      `All ${took.length} rollbacks were done within ${budget} s.`,
      (count) => `${count} of ${took.length} rollbacks took longer than ${budget} s.`,
      [
        { name: 'slowest rollback', unit: 's', value: largest(times), budget },
        { name: 'rollback p95', unit: 's', value: percentile(times, 0.95), budget: null },
      ],
    );
  },
);

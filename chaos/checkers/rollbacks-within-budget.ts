import { knowsStores } from './applies.ts';
import { checker, invalid, noneOf, unknown } from './checker.ts';
import { largest, percentile, seconds } from './figures.ts';
import { timed } from './timed.ts';

/**
 * Every rollback was completed by the services, and took, from acceptance to rest, at most the real seconds the
 * experiment allows. What only the reconciler ended, without being expected to, counts against the rollback.
 */
export const rollbacksWithinBudget = checker(
  'rollbacks-within-budget',
  ['prediction', 'drained'],
  ({ prediction, drained }, journal) => {
    const budget = journal.experiment.budgets.rollbackSeconds;
    const own = drained.sagas.flatMap(({ correlationId, order }) => {
      const fate = prediction.get(correlationId);
      return order === null || fate?.by !== 'services' ? [] : [{ correlationId, order, fate }];
    });
    const unfinished = own
      .filter(({ order, fate }) => fate.outcome === 'rolled-back' && !isEnd(order.state))
      .map(({ correlationId, order }) => `${correlationId}: still ${order.state} when the load had drained`);
    const took = own
      .filter(({ order }) => order.state === 'ROLLED_BACK')
      .map(({ correlationId, order }) => ({
        correlationId,
        real: seconds(order.createdAt, order.updatedAt) / journal.speed,
      }));
    const times = took.map(({ real }) => real).filter((real) => !Number.isNaN(real));
    const measured = [
      { name: 'slowest rollback', unit: 's', value: largest(times), budget },
      { name: 'rollback p95', unit: 's', value: percentile(times, 0.95), budget: null },
    ];
    if (unfinished.length > 0)
      return invalid(`${unfinished.length} rollbacks were not completed by the services.`, unfinished, measured);
    const untimed = took.filter(({ real }) => Number.isNaN(real)).map(({ correlationId }) => correlationId);
    if (untimed.length > 0) return unknown('Some orders bear no times that can be read.', untimed, measured);
    const late = took
      .filter(({ real }) => real > budget)
      .sort((one, other) => other.real - one.real)
      .map(({ correlationId, real }) => `${correlationId}: rolled back after ${real.toFixed(1)} s`);
    const finding = noneOf(
      late,
      `All ${took.length} rollbacks were done within ${budget} s.`,
      (count) => `${count} of ${took.length} rollbacks took longer than ${budget} s.`,
      measured,
    );
    return timed(finding, journal);
  },
  knowsStores,
);

function isEnd(state: string): boolean {
  return state === 'COMPLETED' || state === 'ROLLED_BACK';
}

import { checker, invalid, unknown, valid } from './checker.ts';
import { largest, seconds } from './figures.ts';

/** After the last faulty phase, its sagas came to rest within the virtual seconds the experiment allows. */
export const convergence = checker(
  'convergence',
  ['events', 'history', 'drained'],
  ({ events, history, drained }, journal) => {
    const { phases, faults, budgets } = journal.experiment;
    const faulty = phases.filter(({ scenarios }) =>
      scenarios.some(({ name }) => faults.some(({ scenario }) => scenario === name)),
    );
    const last = faulty.at(-1) ?? phases.at(-1);
    const ended = events.find((event) => event.kind === 'phase.ended' && event.phase === last?.name);
    if (ended === undefined) return unknown(`The end of phase ${last?.name ?? '(none)'} was not recorded.`);
    const sent = new Set(
      history.filter(({ elapsedMs }) => elapsedMs <= ended.elapsedMs).map(({ correlationId }) => correlationId),
    );
    const orders = drained.sagas.filter(({ correlationId }) => sent.has(correlationId));
    const times = orders.map(({ correlationId, order }) => ({
      correlationId,
      after: order === null ? 0 : seconds(ended.at, isEnd(order.state) ? order.updatedAt : drained.at),
    }));
    const slowest = Math.max(0, largest(times.map(({ after }) => after)) ?? 0);
    const measured = [{ name: 'converged after', unit: 'virtual s', value: slowest, budget: budgets.convergeSeconds }];
    const late = times.filter(({ after }) => after > budgets.convergeSeconds);
    if (late.length === 0)
      return valid(`No saga was unfinished ${slowest.toFixed(0)} virtual s after the last faulty phase.`, measured);
    return invalid(
      `${late.length} sagas were unfinished ${budgets.convergeSeconds} virtual s after the last faulty phase.`,
      late.map(({ correlationId, after }) => `${correlationId}: unfinished for ${after.toFixed(0)} virtual s`),
      measured,
    );
  },
);

function isEnd(state: string): boolean {
  return state === 'COMPLETED' || state === 'ROLLED_BACK';
}

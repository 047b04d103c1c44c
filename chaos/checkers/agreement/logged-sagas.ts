import { comparison } from './comparison.ts';

/** The sagas that functions logged, with those that the load sent, the stores held before, and drift made. */
export const loggedSagasComparison = comparison(
  'logged sagas',
  ['unsent', 'before', 'end'],
  ({ unsent, before, end }, { journal }) => {
    // A load that was stopped may have sent more than its history shows.
    if (journal.status !== 'completed') return [];
    const stored = new Set([...before.sagas, ...end.sagas].map(({ correlationId }) => correlationId));
    return [...unsent].filter((id) => !stored.has(id)).map((id) => `${id} was logged, but neither sent nor stored`);
  },
);

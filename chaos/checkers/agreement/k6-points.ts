import type { Journal } from '../../schemas/index.ts';
import { comparison } from './comparison.ts';

/** Each operation of the history, with the point from which it was made. */
export const k6PointsComparison = comparison('k6/points.ndjson', ['k6'], ({ k6: { points } }, { journal }) =>
  hasReported(journal) ? points.contradictions : [],
);

/** A load that was stopped before it could report left no history. */
function hasReported({ status, load }: Journal): boolean {
  return status === 'completed' || Object.keys(load?.scenarios ?? {}).length > 0;
}

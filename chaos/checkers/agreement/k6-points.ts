import type { K6Points } from '../../evidence/k6-points.ts';
import type { Journal } from '../../schemas/index.ts';
import { counted } from '../checker.ts';
import { comparison, differs } from './comparison.ts';
import { isWhole } from './whole-load.ts';

/** Each operation of the history, with the point from which it was made, and with the requests that k6 sent. */
export const k6PointsComparison = comparison('k6/points.ndjson', ['k6'], ({ k6: { points } }, { journal }) => [
  ...(hasReported(journal) ? points.contradictions : []),
  ...(isRecorded(journal) ? [...unrecorded(points), ...failuresDiffer(points)] : []),
]);

/** A load that was stopped before it could report left no history. */
function hasReported({ status, load }: Journal): boolean {
  return status === 'completed' || Object.keys(load?.scenarios ?? {}).length > 0;
}

function unrecorded({ unrecorded: ids, nameless }: K6Points): string[] {
  return [
    ...ids.map((id) => `k6 has points of ${id}, which the history lacks`),
    ...[...nameless]
      .filter(([scenario, count]) => scenario !== '' || count > REQUESTS_OF_SETUP)
      .map(
        ([scenario, count]) =>
          `k6 sent ${counted(count, 'request')} of ${scenario === '' ? 'no scenario' : scenario} in no iteration`,
      ),
  ];
}

/** k6's setup tells the driver that the load can begin. Each journey runs in an iteration, and journeys alone have a scenario. */
const REQUESTS_OF_SETUP = 1;

/** k6 makes a point of its own of whether a request failed. */
function failuresDiffer({ series, failed }: K6Points): string[] {
  const { sum = 0 } = series.get('http_req_failed')?.get('') ?? {};
  return differs('failed requests, by their answers and by k6', failed, sum);
}

/** Only what is in flight when k6 is interrupted, and what a journey throws away, is sent and not recorded. */
function isRecorded({ load }: Journal): boolean {
  return load !== null && isWhole(load) && load.thrown === undefined;
}

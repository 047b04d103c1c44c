import type { K6Points, PointSeries } from '../../evidence/k6-points.ts';
import { type Journal, type Operation, plannedStretches, REQUEST_JOURNEY } from '../../schemas/index.ts';
import { counted } from '../checker.ts';
import { comparison, differs } from './comparison.ts';
import { isWhole } from './whole-load.ts';

/** Each operation of the history, with the point from which it was made, and with the requests that k6 sent. */
export const k6PointsComparison = comparison(
  'k6/points.ndjson',
  ['k6', 'history'],
  ({ k6: { points }, history }, { journal }) => [
    ...(hasReported(journal) ? points.contradictions : []),
    ...(isRecorded(journal)
      ? [...unrecorded(points), ...samplesDiffer(points), ...unchecked(points, history, journal)]
      : []),
  ],
);

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

/** The one by which k6's setup tells the driver that the load can begin. Only journeys have a scenario, and each runs in an iteration. */
const REQUESTS_OF_SETUP = 1;

/** k6 makes several points of each request: that it was sent, how long it took, and, if its journey says what it allows, whether it failed. */
function samplesDiffer({ series, judged, pointless }: K6Points): string[] {
  const [sent = NONE, timed = NONE, failed = NONE] = REQUEST_METRICS.map((metric) => series.get(metric));
  return [
    ...namesIn(sent, timed).flatMap((of) =>
      differs(
        `${requestsOf(of)}, by k6's count and by their durations`,
        sent.get(of)?.sum ?? 0,
        timed.get(of)?.count ?? 0,
      ),
    ),
    ...namesIn(judged, failed).flatMap((of) => [
      ...differs(
        `judged ${requestsOf(of)}, by their answers and by k6`,
        judged.get(of)?.count ?? 0,
        failed.get(of)?.count ?? 0,
      ),
      ...differs(
        `failed ${requestsOf(of)}, by their answers and by k6`,
        judged.get(of)?.failed ?? 0,
        failed.get(of)?.sum ?? 0,
      ),
    ]),
    ...pointless.map((metric) => `k6 announced ${metric}, and has no point of it`),
  ];
}

const REQUEST_METRICS = ['http_reqs', 'http_req_duration', 'http_req_failed'];

const NONE: ReadonlyMap<string, PointSeries> = new Map();

const namesIn = (...maps: readonly ReadonlyMap<string, unknown>[]): string[] => [
  ...new Set(maps.flatMap((map) => [...map.keys()])),
];

const requestsOf = (scenario: string) => (scenario === '' ? 'requests' : `requests of ${scenario}`);

/** The journey `request` checks each answer. Of other journeys, nobody knows how much they check. */
function unchecked({ series }: K6Points, history: readonly Operation[], { experiment }: Journal): string[] {
  const checks = new Map<string, number>();
  for (const [name, { scenario, journey }] of plannedStretches(experiment.phases)) {
    if (journey !== REQUEST_JOURNEY) continue;
    checks.set(scenario, (checks.get(scenario) ?? 0) + (series.get('checks')?.get(name)?.count ?? 0));
  }
  const answered = history.filter(({ status }) => status !== 0);
  return [...checks].flatMap(([scenario, count]) => {
    const own = answered.filter((operation) => operation.scenario === scenario).length;
    return count >= own ? [] : [`${scenario}: ${counted(own, 'request')} got an answer, and k6 checked ${count}`];
  });
}

/** Only what is in flight when k6 is interrupted, and what a journey throws away, is sent and not recorded. */
function isRecorded({ load }: Journal): boolean {
  return load !== null && isWhole(load) && load.thrown === undefined;
}

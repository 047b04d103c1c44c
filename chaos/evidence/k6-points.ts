/** Reads k6's points, from which the load driver made the history and k6 its own summary. */
import type { Operation } from '../schemas/index.ts';
import { isJson } from './json.ts';
import { operationDiffers } from './k6-operation.ts';
import { parsePoint } from './k6-point.ts';
import { type JudgedRequests, SentRequests } from './k6-requests.ts';
import { eachLine, type EvidenceFile } from './lines.ts';
import type { Moments } from './moments.ts';

/** The points of one metric, or of one scenario in it. */
export interface PointSeries {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Of metrics that have percentiles. */
  readonly values?: readonly number[];
}

export interface K6Points {
  /**
   * Metric -> scenario of k6, `<scenario>,timed:yes` for its timed calls, or '' for all -> its points. Only of metrics that
   * the summary is compared with.
   */
  readonly series: ReadonlyMap<string, ReadonlyMap<string, PointSeries>>;
  /** How the points differ from the history, one sentence each. */
  readonly contradictions: readonly string[];
  /** Ids that points have, and that the history does not have. */
  readonly unrecorded: readonly string[];
  /** Scenario of k6, or '' for none -> how many of its requests have the id of no iteration. */
  readonly nameless: ReadonlyMap<string, number>;
  /** Scenario of k6, or '' for all -> its requests, by what their own answers say. */
  readonly judged: ReadonlyMap<string, JudgedRequests>;
  /** Metrics that k6 announced, as it does before a metric's first point, and that have none. */
  readonly pointless: readonly string[];
  /** Ids of the operations whose answer their journey does not allow. */
  readonly disallowed: ReadonlySet<string>;
  /**
   * Id of the operation -> the failures among the answers to all calls of its iteration, each once, that its journey does
   * not allow: 500 and above, and 0 for no answer. Absent for none.
   */
  readonly failures: ReadonlyMap<string, readonly number[]>;
}

/** The metrics that are compared with k6's summary. */
const COMPARED: ReadonlySet<string> = new Set([
  'http_reqs',
  'http_req_failed',
  'http_req_duration',
  'iterations',
  'dropped_iterations',
  'checks',
  'operation',
]);

/** Those of which timed calls are counted by themselves. */
const WITH_TIMED: ReadonlySet<string> = new Set(['http_reqs', 'http_req_duration']);

const WITH_PERCENTILES: ReadonlySet<string> = new Set(['http_req_duration', 'operation']);

/**
 * @param history what the run's own file says was sent
 * @throws MalformedError with the number of the first line that k6 does not write
 */
export async function readK6Points(
  file: EvidenceFile,
  history: readonly Operation[],
  { demandReal }: Pick<Moments, 'demandReal'>,
): Promise<K6Points> {
  const sent = new Map(history.map((operation) => [operation.correlationId, operation]));
  const recorded: ReadonlySet<string> = new Set(sent.keys());
  const unrecorded = new Set<string>();
  const announced = new Set<string>();
  /** Operations of which no request has taken as long. */
  const untimed = new Map(sent);
  const requests = new SentRequests();
  const series = new Map([...COMPARED].map((metric) => [metric, new Map<string, MutableSeries>()]));
  const contradictions: string[] = [];
  let last: string | undefined;
  let lastSecond = '';
  await eachLine(file, (line) => {
    // A killed k6 leaves a last line that is cut short, which the history does not have either.
    if (last !== undefined) takeLine(last);
    last = line;
  });
  if (last !== undefined && isJson(last)) takeLine(last);

  /** Many points share a second, and only the first of them is looked at. */
  function demandTime(time: string): void {
    const zone = time.endsWith('Z') ? 'Z' : time.slice(-'+hh:mm'.length);
    const second = time.slice(0, 'yyyy-mm-ddThh:mm:ss'.length) + zone;
    if (second === lastSecond) return;
    demandReal('its time', time);
    lastSecond = second;
  }

  function takeLine(line: string): void {
    const point = parsePoint(line);
    if ('announced' in point) {
      announced.add(point.announced);
      return;
    }
    const { metric, time, value, tags, metadata } = point;
    demandTime(time);
    const id = metadata['correlation_id'];
    announced.delete(metric);
    if (id !== undefined && !recorded.has(id)) unrecorded.add(id);
    const scenarios = series.get(metric);
    if (scenarios === undefined) return;
    const keepsValues = WITH_PERCENTILES.has(metric);
    add(scenarios, '', value, keepsValues);
    const { scenario, timed } = tags;
    if (scenario !== undefined) {
      add(scenarios, scenario, value, keepsValues);
      if (WITH_TIMED.has(metric) && timed === 'yes') add(scenarios, `${scenario},timed:yes`, value, keepsValues);
    }
    if (metric === 'operation') contradictions.push(...operationDiffers(point, sent));
    if (metric === 'http_reqs') requests.take(point);
    if (metric === 'http_req_duration' && id !== undefined && untimed.get(id)?.durationMs === value) untimed.delete(id);
  }

  const unseen = [...sent.keys()].map((id) => `${id} is in the history, but k6 has no point for it`);
  const { differing, ...found } = requests.comparedWith(history);
  const { judged, nameless } = requests;
  const mistimed = [...untimed].map(([id, { durationMs }]) => `${id}: no request of it took ${durationMs} ms`);
  return {
    series,
    contradictions: [...contradictions, ...unseen, ...differing, ...mistimed],
    unrecorded: [...unrecorded],
    nameless,
    judged,
    pointless: [...announced],
    ...found,
  };
}

interface MutableSeries extends PointSeries {
  count: number;
  sum: number;
  min: number;
  max: number;
  values?: number[];
}

function add(scenarios: Map<string, MutableSeries>, scenario: string, value: number, keepsValues: boolean): void {
  const known = scenarios.get(scenario);
  if (known === undefined) {
    scenarios.set(scenario, { count: 1, sum: value, min: value, max: value, ...(keepsValues && { values: [value] }) });
    return;
  }
  known.values?.push(value);
  known.count += 1;
  known.sum += value;
  known.min = Math.min(known.min, value);
  known.max = Math.max(known.max, value);
}

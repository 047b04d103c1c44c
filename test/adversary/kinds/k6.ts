/** Changes to what k6 left, alone and together with the history and the stores. */
import type { RunDraft } from '../run-files.ts';
import { type Draw, type Kind } from './kind.ts';
import { anOrder, count, isOnShop, LATER, linesOf, ORDERS, recordsAt, removeOrder } from './shop-records.ts';

const POINTS = 'k6/points.ndjson';
const SUMMARY = 'k6/summary.json';

interface Point {
  readonly metric: string;
  readonly type: 'Point' | 'Metric';
  readonly data: {
    value: number;
    readonly tags?: Record<string, string>;
    readonly metadata?: Record<string, string>;
  };
}

interface Metric {
  readonly type: string;
  readonly values: Record<string, number>;
  thresholds?: unknown;
}

/** Changes the points, and drops those for which `change` is false; the counts and sums of the summary follow. */
function changePoints(run: RunDraft, change: (point: Point) => unknown): void {
  const kept = run
    .text(POINTS)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Point)
    .filter((point) => point.type === 'Metric' || change(point) !== false);
  run.replace(POINTS, kept.map((point) => `${JSON.stringify(point)}\n`).join(''));
  for (const [name, metric] of metricsOf(run)) addUp(metric, valuesOf(kept, name));
}

const idOf = ({ data }: Point) => data.metadata?.['correlation_id'];

function metricsOf(run: RunDraft): [string, Metric][] {
  return Object.entries(run.document(SUMMARY)['metrics'] as Record<string, Metric>);
}

function valuesOf(points: readonly Point[], name: string): number[] {
  const [, metric, , of = ''] = /^([a-z_]+)(\{(.*)\})?$/.exec(name) ?? [];
  const tags = of === '' ? [] : of.split(',').map((tag) => tag.split(':'));
  return points
    .filter((point) => point.metric === metric && point.type === 'Point')
    .filter(({ data }) => tags.every(([key = '', value]) => data.tags?.[key] === value))
    .map(({ data }) => data.value);
}

/** Percentiles stay as they are. */
function addUp({ type, values }: Metric, of: readonly number[]): void {
  if (of.length === 0) return;
  const sum = of.reduce((one, other) => one + other, 0);
  if (type === 'counter') Object.assign(values, { count: sum });
  if (type === 'rate') Object.assign(values, { passes: sum, fails: of.length - sum, rate: sum / of.length });
  const span = { min: Math.min(...of), max: Math.max(...of) };
  if (type === 'trend') Object.assign(values, { count: of.length, avg: sum / of.length, ...span });
}

/** As k6 sums up a metric that has no samples, with its thresholds met. */
function forgetMetric(run: RunDraft, metric: string): void {
  changePoints(run, (point) => point.metric !== metric);
  for (const [name, { values }] of metricsOf(run)) if (name.startsWith(metric)) scale(values, 0);
}

function scale(values: Metric['values'], by: number): void {
  for (const name of Object.keys(values)) if (name !== 'count' || by === 0) values[name] = (values[name] ?? 0) * by;
}

function forgetThresholds(run: RunDraft): void {
  for (const [, metric] of metricsOf(run)) delete metric.thresholds;
}

/** Changes what the run says of a completed order that no fault hit, after the order has been removed from the stores. */
function onLost(name: string, change: (run: RunDraft, id: string) => unknown, isChosen = isFollowed): Kind {
  return {
    name: `k6: an order lost in every snapshot, ${name}`,
    apply: (run, draw) => {
      if (!isOnShop(run) || !run.names.includes(POINTS)) return false;
      const id = anOrder(run, 'COMPLETED', draw, (one) => !isHit(run, one) && isChosen(run, one));
      const [order] = recordsAt(run, ORDERS, id ?? '');
      if (id === undefined || order === undefined) return false;
      for (const { sku, quantity } of linesOf(order)) count(run, sku, { shipped: -quantity, onHand: quantity });
      removeOrder(run, id, LATER);
      keepEvents(run, (event) => !('correlationId' in event) || event.correlationId !== id);
      return change(run, id) !== false;
    },
  };
}

const isHit = ({ events }: RunDraft, id: string) =>
  events.some((event) => event.kind === 'fault.hit' && event.correlationId === id);

/** Whether a later iteration of the same scenario was sent. One arrival at the end of a scenario may be missing. */
function isFollowed({ history }: RunDraft, id: string): boolean {
  const sent = history.find(({ correlationId }) => correlationId === id);
  return history.some(({ scenario, iteration }) => scenario === sent?.scenario && iteration > sent.iteration);
}

function keepEvents({ events }: RunDraft, keep: (event: RunDraft['events'][number]) => boolean): void {
  events.splice(0, events.length, ...events.filter(keep));
}

/** In the history, and in the point of k6 from which it was made. */
function answer(run: RunDraft, id: string, status: number): void {
  for (const one of run.history) if (one.correlationId === id) one.status = status;
  changePoints(run, (point) => {
    if (point.metric === 'operation' && idOf(point) === id)
      Object.assign(point.data.tags ?? {}, { status: String(status) });
  });
}

function forgetOperation(run: RunDraft, id: string): void {
  const place = run.history.findIndex(({ correlationId }) => correlationId === id);
  const [operation] = run.history.splice(place, 1);
  const scenario = run.journal.load?.scenarios[operation?.scenario ?? ''];
  if (scenario !== undefined) scenario.started -= 1;
}

const lostOrders: readonly Kind[] = [
  ...[409, 503, 0].map((status) =>
    onLost(`and its answer changed to ${status} in the history and its point`, (run, id) => {
      answer(run, id, status);
    }),
  ),
  ...[404, 503, 0].map((status) =>
    onLost(`and its answer changed to ${status} in every point`, (run, id) => {
      answer(run, id, status);
      changePoints(run, (point) => {
        if (idOf(point) !== id) return;
        const { tags = {} } = point.data;
        if ('status' in tags) tags['status'] = String(status);
        if ('expected_response' in tags) tags['expected_response'] = 'false';
        if (point.metric === 'http_req_failed') point.data.value = 1;
      });
      // As in a scenario of so many requests that one that fails exceeds no threshold.
      for (const [name, { type, values }] of metricsOf(run)) {
        if (type === 'rate' && name.startsWith('http_req_failed')) Object.assign(values, { rate: 0.005 });
      }
    }),
  ),
  onLost('with its operation and its point', (run, id) => {
    forgetOperation(run, id);
    changePoints(run, (point) => point.metric !== 'operation' || idOf(point) !== id);
  }),
  onLost('with its operation and all of its points', (run, id) => {
    forgetOperation(run, id);
    changePoints(run, (point) => idOf(point) !== id);
  }),
  ...[['every point', /./] as const, ['the points of its requests', /^http_reqs$/] as const].map(([of, metrics]) =>
    onLost(
      `the last one of its scenario, with its operation and its point, and its id from ${of}`,
      (run, id) => {
        forgetOperation(run, id);
        changePoints(run, (point) => {
          if (idOf(point) !== id) return true;
          if (metrics.test(point.metric)) delete point.data.metadata?.['correlation_id'];
          return point.metric !== 'operation';
        });
      },
      (run, id) => !isFollowed(run, id),
    ),
  ),
  onLost('and answered by another region, which the system does not have', (run, id) => {
    const [home, other] = ['us-east-1', 'us-west-2'];
    Object.assign(run.journal, { regions: { own: 'home', home, other, moveWithinSeconds: 60 } });
    for (const one of run.history) one.region = one.correlationId === id ? other : home;
    const sent = run.history.find(({ correlationId }) => correlationId === id);
    const beside = run.events.findLast(({ elapsedMs }) => elapsedMs <= (sent?.elapsedMs ?? 0));
    if (beside === undefined) return false;
    const { at, elapsedMs } = beside;
    const moved = [other, home].map((to) => ({ at, elapsedMs, kind: 'customers.moved' as const, near: home, to }));
    run.events.splice(run.events.indexOf(beside) + 1, 0, ...moved);
    Object.assign(run.document('k6/plan.json'), { urls: { home: 'http://home', other: 'http://other' } });
    changePoints(run, (point) => {
      if (point.metric === 'operation') {
        Object.assign(point.data.metadata ?? {}, { region: idOf(point) === id ? other : home });
      }
    });
    return true;
  }),
];

function onK6(name: string, change: (run: RunDraft, draw: Draw) => unknown): Kind {
  return {
    name: `k6: ${name}`,
    apply: (run, draw) => run.names.includes(POINTS) && change(run, draw) !== false,
  };
}

const valued = (metric: string, value: number) => (run: RunDraft) => {
  changePoints(run, (point) => {
    if (point.metric === metric) point.data.value = value;
  });
};

/** Every change to what k6 left. */
export const k6Kinds: readonly Kind[] = [
  ...lostOrders,
  onK6('every request failed, and no threshold was judged', (run) => {
    valued('http_req_failed', 1)(run);
    forgetThresholds(run);
  }),
  onK6('every request failed by its answer, and not by the metric of failures', (run) => {
    changePoints(run, ({ data: { tags = {} } }) => {
      if ('expected_response' in tags) tags['expected_response'] = 'false';
    });
  }),
  onK6('every check failed, and no threshold was judged', (run) => {
    valued('checks', 0)(run);
    forgetThresholds(run);
  }),
  onK6('a status that a journey states of another call, and that no request got', (run, draw) => {
    const operation = run.history[draw(run.history.length)];
    if (operation === undefined) return false;
    operation.asked = { ...operation.asked, answered: { created: 504 } };
    changePoints(run, (point) => {
      if (point.metric === 'operation' && idOf(point) === operation.correlationId)
        Object.assign(point.data.metadata ?? {}, { asked: JSON.stringify(operation.asked) });
    });
    return true;
  }),
  onK6('no threshold was judged', forgetThresholds),
  onK6('no checks', (run) => {
    changePoints(run, ({ metric }) => metric !== 'checks');
  }),
  ...['http_req_failed', 'http_req_duration'].map((metric) =>
    onK6(`no ${metric}, so that its thresholds are met without samples`, (run) => {
      forgetMetric(run, metric);
    }),
  ),
  onK6('all requests were fast, except in the history', (run) => {
    changePoints(run, (point) => {
      if (point.metric === 'http_req_duration') point.data.value /= 100;
    });
    for (const [name, { values }] of metricsOf(run)) if (name.startsWith('http_req_duration')) scale(values, 1 / 100);
  }),
  onK6('the history has other durations than its requests', (run) => {
    for (const one of run.history) one.durationMs += 2500;
    changePoints(run, (point) => {
      if (point.metric === 'operation') point.data.value += 2500;
    });
    const shifted = ['min', 'max', 'avg', 'med', 'p(90)', 'p(95)', 'p(99)'];
    for (const [name, { values }] of metricsOf(run))
      if (/^operation/.test(name)) for (const one of shifted) values[one] = (values[one] ?? 0) + 2500;
  }),
  onK6('a request that asked by another method than k6 sent', (run, draw) => {
    const operation = run.history[draw(run.history.length)];
    if (operation?.asked === undefined) return false;
    operation.asked = { ...operation.asked, method: 'DELETE', path: '/elsewhere' };
    changePoints(run, (point) => {
      if (point.metric === 'operation' && idOf(point) === operation.correlationId)
        Object.assign(point.data.metadata ?? {}, { asked: JSON.stringify(operation.asked) });
    });
    return true;
  }),
  onK6('points of another year', (run) => {
    run.replace(POINTS, run.text(POINTS).replaceAll('"time":"2026', '"time":"2025'));
  }),
  onK6('every request took three seconds, and the percentiles are as they were', (run) => {
    for (const one of run.history) one.durationMs = 3000;
    valued('http_req_duration', 3000)(run);
    valued('operation', 3000)(run);
  }),
  onK6('journeys that threw errors by the log alone', (run) => {
    run.replace('k6/k6.log', 'TypeError: x is undefined\n\tat checkout (file:///journeys.js:1:1(2))\n'.repeat(9));
  }),
  onK6('no log', (run) => {
    run.replace('k6/k6.log', undefined);
  }),
  onK6('journeys that threw errors', ({ journal: { load } }) => {
    if (load === null) return false;
    load.thrown = { iterations: 1, error: 'TypeError: x is undefined' };
    return true;
  }),
];

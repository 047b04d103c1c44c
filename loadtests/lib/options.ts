/** k6's options from a plan. Plain TypeScript: k6 imports it too. */
import type { LoadPlan, Stretch } from './plan.ts';

/** Longer than a request and an order followed to its end may take. */
const GRACEFUL_STOP = '40s';
/** A VU is held for as long as a request hangs; so many seconds of arrivals are provided for. */
const SECONDS_PREALLOCATED = 1.5;
const SECONDS_AT_MOST = 10;
/** Beyond it the system does not serve its callers, whatever is injected behind them. */
const SLOWEST_P95_MS = 1000;

export function optionsOf({ stretches }: Pick<LoadPlan, 'stretches'>) {
  const entries = Object.entries(stretches);
  return {
    scenarios: Object.fromEntries(entries.map(([name, stretch]) => [name, scenarioOf(stretch)])),
    thresholds: Object.fromEntries([['dropped_iterations', ['count==0']], ...entries.flatMap(thresholdsOf)]),
    summaryTrendStats: ['count', 'avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'],
    systemTags: ['scenario', 'name', 'method', 'status', 'error_code', 'expected_response'],
    discardResponseBodies: true,
    batch: 100,
    batchPerHost: 100,
    setupTimeout: '60s',
  };
}

/** An open model: arrivals do not wait for answers. Rates are given a minute, as k6 takes whole numbers only. */
function scenarioOf({ journey, rate, startsAt, seconds }: Stretch) {
  return {
    executor: 'constant-arrival-rate' as const,
    exec: journey,
    rate: Math.max(1, Math.round(rate * 60)),
    timeUnit: '1m',
    startTime: `${startsAt}s`,
    duration: `${seconds}s`,
    gracefulStop: GRACEFUL_STOP,
    preAllocatedVUs: Math.ceil(rate * SECONDS_PREALLOCATED) + 2,
    maxVUs: Math.ceil(rate * SECONDS_AT_MOST) + 5,
  };
}

/** A threshold on a submetric without samples passes: each is paired with a count. */
function thresholdsOf([name, stretch]: [string, Stretch]): [string, string[]][] {
  const speed: [string, string[]][] = hasOwnPace(stretch)
    ? [[`http_req_duration{scenario:${name}}`, [`p(95)<${SLOWEST_P95_MS}`]]]
    : [];
  // To k6 a request without an answer has failed, whatever is expected.
  const failed: [string, string[]][] = mayGoUnanswered(stretch)
    ? []
    : [[`http_req_failed{scenario:${name}}`, ['rate<0.01']]];
  return [
    ...speed,
    [`http_reqs{scenario:${name}}`, ['count>0']],
    ...failed,
    [`checks{scenario:${name}}`, ['rate>0.99']],
    [`iterations{scenario:${name}}`, ['count>0']],
  ];
}

/** A burst that is sent to be throttled says nothing of speed, and how fast a handler of the user's is, only they know. */
const hasOwnPace = ({ journey }: Stretch): boolean => journey !== 'quota' && journey !== 'request';

const mayGoUnanswered = ({ statuses = [], faultStatuses }: Stretch): boolean =>
  statuses.includes(0) || faultStatuses.includes(0);

/** Derives k6's options from a plan. Plain TypeScript: k6 imports it too. */
import type { LoadPlan, Stretch } from './plan.ts';

/** Longer than an iteration takes, even if it follows a saga to its end. */
const GRACEFUL_STOP = '40s';
/** A VU is busy until its request is answered: there are VUs for this many seconds of arrivals. */
const PREALLOCATED_SECONDS = 1.5;
const MAX_SECONDS = 10;
/** How long the load may wait for its start: a release is checked, and receives its first traffic, before it. */
export const GATE_SECONDS = 330;
/** Slower answers to timed calls fail the load, whatever faults are injected. */
const MAX_P95_MS = 1000;
/** Two regions on one machine have half of it each, and less while one takes the customers of both. */
const MAX_P95_OF_TWO_MS = 3000;

export function optionsOf({ stretches, urls }: Pick<LoadPlan, 'stretches' | 'urls'>) {
  const entries = Object.entries(stretches);
  const maxP95 = urls === undefined ? MAX_P95_MS : MAX_P95_OF_TWO_MS;
  return {
    scenarios: Object.fromEntries(entries.map(([name, stretch]) => [name, scenarioOf(stretch)])),
    thresholds: Object.fromEntries([
      ['dropped_iterations', ['count==0']],
      ...entries.flatMap((entry) => thresholdsOf(entry, maxP95)),
    ]),
    summaryTrendStats: ['count', 'avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'],
    systemTags: ['scenario', 'name', 'method', 'status', 'error_code', 'expected_response'],
    discardResponseBodies: true,
    batch: 100,
    batchPerHost: 100,
    setupTimeout: `${GATE_SECONDS + 10}s`,
  };
}

/** An open model: arrivals do not wait for answers. Rates are per minute, because k6 accepts only whole numbers. */
function scenarioOf({ journey, rate, startsAt, seconds }: Stretch) {
  return {
    executor: 'constant-arrival-rate' as const,
    exec: journey,
    rate: Math.max(1, Math.round(rate * 60)),
    timeUnit: '1m',
    startTime: `${startsAt}s`,
    duration: `${seconds}s`,
    gracefulStop: GRACEFUL_STOP,
    preAllocatedVUs: Math.ceil(rate * PREALLOCATED_SECONDS) + 2,
    maxVUs: Math.ceil(rate * MAX_SECONDS) + 5,
  };
}

/** A threshold on a submetric without samples passes, so each is paired with a count. */
function thresholdsOf([name, stretch]: [string, Stretch], maxP95: number): [string, string[]][] {
  // k6 counts a request without an answer as failed, even if the experiment expects it.
  const failed: [string, string[]][] = mayGoUnanswered(stretch)
    ? []
    : [[`http_req_failed{scenario:${name}}`, ['rate<0.01']]];
  return [
    // Only metrics with a threshold are in k6's summary, and reports show this one.
    [`http_req_duration{scenario:${name}}`, ['max>=0']],
    [`http_req_duration{scenario:${name},timed:yes}`, [`p(95)<${maxP95}`]],
    [`http_reqs{scenario:${name}}`, ['count>0']],
    ...failed,
    [`checks{scenario:${name}}`, ['rate>0.99']],
    [`iterations{scenario:${name}}`, ['count>0']],
  ];
}

const mayGoUnanswered = ({ statuses = [], faultStatuses }: Stretch): boolean =>
  statuses.includes(0) || faultStatuses.includes(0);

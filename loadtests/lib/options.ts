/** Derives k6's options from a plan. Plain TypeScript: k6 imports it too. */
import { loadThresholds } from '@evenkeel/chaos/schemas/load-thresholds';
import type { LoadPlan, Stretch } from './plan.ts';

/** Longer than an iteration takes, even if it follows a saga to its end. */
const GRACEFUL_STOP = '40s';
/** A VU is busy until its request is answered: there are VUs for this many seconds of arrivals. */
const PREALLOCATED_SECONDS = 1.5;
const MAX_SECONDS = 10;
/** How long the load may wait for its start: a release is checked, and receives its first traffic, before it. */
export const GATE_SECONDS = 330;

export function optionsOf({ stretches, urls }: Pick<LoadPlan, 'stretches' | 'urls'>) {
  const entries = Object.entries(stretches);
  const demanded = entries.map(([name, stretch]) => ({ stretch: name, mayGoUnanswered: mayGoUnanswered(stretch) }));
  return {
    scenarios: Object.fromEntries(entries.map(([name, stretch]) => [name, scenarioOf(stretch)])),
    thresholds: loadThresholds(demanded, { hasTwoRegions: urls !== undefined }),
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

const mayGoUnanswered = ({ statuses = [], faultStatuses }: Stretch): boolean =>
  statuses.includes(0) || faultStatuses.includes(0);

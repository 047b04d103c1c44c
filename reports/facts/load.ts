/**
 * What the load sent and which answers it got. All figures are of the operations in the history, one per iteration, so that
 * the tiles, the tables and the curves of a report agree. k6's summary fills in what the history lacks.
 */
import {
  isFailure,
  type Journal,
  type Operation,
  plannedStretches,
  type PlannedStretch,
} from '@evenkeel/chaos/schemas';
import type { Run } from '../run.ts';
import { ascending, quantile } from './quantiles.ts';

/** Figures that are not known are `null`. Durations are real milliseconds. */
export interface LoadFigures {
  readonly requests: number | null;
  /** Requests without an answer, or with a status of 500 and above. */
  readonly errors: number | null;
  /** Answers that the experiment does not expect, as k6 counted them. */
  readonly unexpected: number | null;
  readonly median: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** One scenario of one phase. */
export interface LoadRow extends LoadFigures {
  readonly phase: string;
  readonly scenario: string;
  readonly journey: string;
  /** Iterations per second. */
  readonly rate: number;
}

type Sources = Pick<Run, 'journal' | 'operations' | 'k6'>;

export function loadRows({ journal, operations, k6 }: Sources): LoadRow[] {
  return [...plannedStretches(journal.experiment.phases)].map(([name, stretch]) => {
    const { phase, scenario, journey, rate } = stretch;
    const own = operations.filter((operation) => isIn(stretch, operation, journal));
    const figures = own.length > 0 ? ofOperations(own) : ofSummary(k6, `{scenario:${name}}`);
    return { phase, scenario, journey, rate, ...figures, unexpected: unexpectedIn(k6, `{scenario:${name}}`) };
  });
}

/** All requests of the run. */
export function loadTotals({ operations, k6, ...run }: Sources): LoadFigures {
  const figures = operations.length > 0 ? ofOperations(operations) : ofSummary(k6, '');
  const rows = loadRows({ operations, k6, ...run });
  const unexpected = rows.reduce<number | null>(
    (sum, row) => (sum === null || row.unexpected === null ? null : sum + row.unexpected),
    0,
  );
  return { ...figures, unexpected };
}

/** A scenario that returns in a later phase continues its count, so the iteration says in which phase a request was sent. */
function isIn(stretch: PlannedStretch, { scenario, iteration }: Operation, { experiment }: Journal): boolean {
  if (scenario !== stretch.scenario || iteration < stretch.firstIteration) return false;
  const phases = experiment.phases.filter(({ scenarios }) => scenarios.some(({ name }) => name === scenario));
  return phases.at(-1)?.name === stretch.phase || iteration < stretch.firstIteration + stretch.planned;
}

function ofOperations(operations: readonly Operation[]): Omit<LoadFigures, 'unexpected'> {
  const durations = ascending(operations.map(({ durationMs }) => durationMs));
  return {
    requests: operations.length,
    errors: operations.filter(isFailure).length,
    median: quantile(durations, 0.5),
    p95: quantile(durations, 0.95),
    p99: quantile(durations, 0.99),
    max: durations.at(-1) ?? null,
  };
}

/** @param which the scenario, as k6 writes it after a metric's name; empty for the whole run */
function ofSummary(k6: Sources['k6'], which: string): Omit<LoadFigures, 'unexpected'> {
  const values = (metric: string) => k6?.metrics[`${metric}${which}`]?.values;
  const durations = values('http_req_duration');
  return {
    requests: values('http_reqs')?.['count'] ?? null,
    errors: null,
    median: durations?.['med'] ?? null,
    p95: durations?.['p(95)'] ?? null,
    p99: durations?.['p(99)'] ?? null,
    max: durations?.['max'] ?? null,
  };
}

/** k6's summary omits the failed requests of a scenario that may go unanswered; the checks of its journeys say the same. */
function unexpectedIn(k6: Sources['k6'], which: string): number | null {
  const failed = k6?.metrics[`http_req_failed${which}`]?.values;
  return failed?.['passes'] ?? k6?.metrics[`checks${which}`]?.values['fails'] ?? null;
}

/** How many sagas the services brought to one end, and how many they should have. */
export interface ReachedEnd {
  readonly end: string;
  readonly count: number | null;
  readonly predicted: number | null;
}

/** The check that measures how the load's sagas ended. */
const ENDS_CHECK = 'outcome-as-predicted';

/** Each end that the system's sagas may reach. Empty if the run was not judged, or its system has no sagas. */
export function reachedEnds({ checks }: Pick<Journal, 'checks'>): ReachedEnd[] {
  const judged = checks.filter(({ name }) => name === ENDS_CHECK).flatMap(({ measured }) => measured);
  return judged.map(({ name: end, value: count, budget: predicted }) => ({ end, count, predicted }));
}

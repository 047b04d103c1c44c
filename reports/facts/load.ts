import type { Journal } from '@evenkeel/chaos/schemas';
import type { Run } from '../run.ts';

/** One scenario of one phase. Figures that k6 did not report are `null`. Durations are real milliseconds. */
export interface LoadRow {
  readonly phase: string;
  readonly scenario: string;
  readonly journey: string;
  readonly rate: number;
  readonly requests: number | null;
  readonly failedShare: number | null;
  readonly median: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

export function loadRows({ journal, k6 }: Pick<Run, 'journal' | 'k6'>): LoadRow[] {
  return journal.experiment.phases.flatMap((phase) =>
    phase.scenarios.map(({ name, journey, rate }) => {
      const values = (metric: string) => k6?.metrics[`${metric}{scenario:${phase.name}-${name}}`]?.values;
      const durations = values('http_req_duration');
      return {
        phase: phase.name,
        scenario: name,
        journey,
        rate,
        requests: values('http_reqs')?.count ?? null,
        failedShare: values('http_req_failed')?.rate ?? null,
        median: durations?.med ?? null,
        p95: durations?.['p(95)'] ?? null,
        max: durations?.max ?? null,
      };
    }),
  );
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

/** Operations without an answer, or with a status of 500 and above. */
export function failedOperations({ operations }: Pick<Run, 'operations'>): number {
  return operations.filter(({ status }) => status === 0 || status >= 500).length;
}

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

/** How many checkouts were accepted and how they ended, by the load's history and the saga transitions. */
export interface Outcomes {
  readonly sent: number;
  readonly accepted: number;
  readonly completed: number;
  readonly rolledBack: number;
}

export function outcomesOf({ operations, events }: Pick<Run, 'operations' | 'events'>): Outcomes {
  const accepted = new Set(operations.filter(({ status }) => status === 202).map(({ correlationId }) => correlationId));
  const ends = new Map<string, string>();
  for (const event of events) {
    if (event.kind === 'saga' && event.service === 'checkout') ends.set(event.correlationId, event.state);
  }
  const ended = (state: string) => [...accepted].filter((id) => ends.get(id) === state).length;
  return {
    sent: operations.length,
    accepted: accepted.size,
    completed: ended('COMPLETED'),
    rolledBack: ended('ROLLED_BACK'),
  };
}

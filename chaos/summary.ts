import { countHits } from './checkers/index.ts';
import type { Journal } from './schemas/index.ts';
import type { Evidence } from './evidence/index.ts';

/** A run in figures, as `evenkeel gameday --json` prints it. A figure is null if its evidence is missing. */
export interface RunSummary {
  readonly verdict: Journal['verdict'];
  readonly reasons: readonly string[];
  /** The checks that are not valid, with their evidence. */
  readonly failures: readonly Pick<Journal['checks'][number], 'name' | 'result' | 'summary' | 'evidence'>[];
  readonly run: string;
  readonly experiment: string;
  readonly seed: number;
  readonly sabotage: string | null;
  readonly accepted: number | null;
  readonly completed: number | null;
  readonly rolledBack: number | null;
  readonly hits: Journal['hits'];
  readonly alarms: readonly {
    readonly alarm: string;
    readonly from: string;
    readonly to: string;
    readonly at: string;
  }[];
  readonly drift: { readonly seeded: number | null; readonly found: number | null; readonly repaired: number | null };
  /** The times that checks measured, each with its unit. */
  readonly times: readonly Journal['checks'][number]['measured'][number][];
  readonly figures: Journal['figures'];
}

/** Checks that measure times. */
const TIMED = ['alarms-as-predicted', 'rollbacks-within-budget', 'stranded-sagas', 'convergence', 'stream-stall'];

export function summariseRun(journal: Journal, { parts }: Evidence): RunSummary {
  const { prediction, events, drained, end } = parts;
  // The last snapshot, because some sagas are ended by the reconciler only after the drain.
  const last = end.complete ? end : drained;
  // Without the orders that existed before the load, such as those that warmed the functions.
  const orderStates =
    last.complete && prediction.complete
      ? last.value.sagas
          .filter(({ correlationId }) => prediction.value.has(correlationId))
          .map(({ order }) => order?.state)
      : undefined;
  const accepted = prediction.complete
    ? [...prediction.value.values()].filter(({ end: predicted }) => predicted !== 'refused')
    : undefined;
  const recorded = events.complete ? events.value : [];
  const measured = journal.checks.find(({ name }) => name === 'reconciliation')?.measured ?? [];
  const figure = (name: string) => measured.find((one) => one.name === name)?.value ?? null;
  return {
    verdict: journal.verdict,
    reasons: journal.reasons,
    failures: journal.checks
      .filter(({ result }) => result !== 'valid')
      .map(({ name, result, summary, evidence }) => ({ name, result, summary, evidence })),
    run: journal.run,
    experiment: journal.experiment.name,
    seed: journal.seed,
    sabotage: journal.sabotage,
    accepted: accepted?.length ?? null,
    completed: orderStates?.filter((state) => state === 'COMPLETED').length ?? null,
    rolledBack: orderStates?.filter((state) => state === 'ROLLED_BACK').length ?? null,
    hits:
      prediction.complete && events.complete
        ? countHits({ prediction: prediction.value, events: events.value }, journal)
        : journal.hits,
    alarms: recorded
      .filter((event) => event.kind === 'alarm')
      .map(({ alarm, from, to, at }) => ({ alarm, from, to, at })),
    drift: { seeded: figure('drift seeded'), found: figure('drift found'), repaired: figure('drift repaired') },
    times: journal.checks.filter(({ name }) => TIMED.includes(name)).flatMap((check) => check.measured),
    figures: journal.figures,
  };
}

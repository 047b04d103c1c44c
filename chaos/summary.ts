import { countHits } from './checkers/index.ts';
import type { Evidence } from './evidence/index.ts';
import { startsSaga } from './prediction/index.ts';
import { type AccessReport, alarmProofs, type Journal } from './schemas/index.ts';
import { endOf } from './system/index.ts';

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
  /** How many of the load's sagas have reached each end. Also null for a system without sagas. */
  readonly ends: Readonly<Record<string, number>> | null;
  readonly hits: Journal['hits'];
  readonly alarms: readonly {
    readonly alarm: string;
    readonly from: string;
    readonly to: string;
    readonly at: string;
  }[];
  /** Alarms that fired and cleared in this run, or that its drill proved. */
  readonly provenAlarms: readonly string[];
  readonly drift: { readonly seeded: number | null; readonly found: number | null; readonly repaired: number | null };
  /** The times that checks measured, each with its unit. */
  readonly times: readonly Journal['checks'][number]['measured'][number][];
  readonly figures: Journal['figures'];
  /** What the calls say about the policies of the roles. Null on AWS, which does not say it, and without evidence. */
  readonly access: AccessReport | null;
}

/** Checks that measure times. */
const TIMED = ['alarms-as-predicted', 'rollbacks-within-budget', 'stranded-sagas', 'convergence', 'stream-stall'];

export function summariseRun(journal: Journal, evidence: Evidence): RunSummary {
  const { prediction, events, access } = evidence.parts;
  const accepted = prediction.complete ? [...prediction.value.values()].filter(startsSaga) : undefined;
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
    ends: endsOf(evidence),
    hits:
      prediction.complete && events.complete
        ? countHits({ prediction: prediction.value, events: events.value }, journal)
        : journal.hits,
    alarms: recorded
      .filter((event) => event.kind === 'alarm')
      .map(({ alarm, from, to, at }) => ({ alarm, from, to, at })),
    provenAlarms: alarmProofs({ alarms: [], provenAlarms: [] }, recorded)
      .filter(({ by }) => by !== 'nothing')
      .map(({ alarm }) => alarm),
    drift: { seeded: figure('drift seeded'), found: figure('drift found'), repaired: figure('drift repaired') },
    times: journal.checks.filter(({ name }) => TIMED.includes(name)).flatMap((check) => check.measured),
    figures: journal.figures,
    access: (access.complete ? access.value : undefined) ?? null,
  };
}

/** By the last snapshot, because only the reconciler ends some sagas, after the drain. */
function endsOf({ system, parts: { prediction, drained, end } }: Evidence): RunSummary['ends'] {
  const last = end.complete ? end : drained;
  const saga = system?.saga;
  if (saga === undefined || !last.complete || !prediction.complete) return null;
  const counts = new Map(Object.keys(saga.ends).map((name) => [name, 0]));
  for (const state of last.value.sagas) {
    // Sagas that existed before the load, such as those that warmed the functions, do not count.
    if (!prediction.value.has(state.correlationId)) continue;
    const reached = endOf(saga, state);
    if ('end' in reached) counts.set(reached.end, (counts.get(reached.end) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

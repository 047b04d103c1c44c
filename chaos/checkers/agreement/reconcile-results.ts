import type { ReconcileResult } from '../../schemas/index.ts';
import { comparison, differs, repeated } from './comparison.ts';

type Rule = ReconcileResult['rules'][number];

/** The result of each reconcile run with itself: its outcome, the counts of its rules, and the differences that it lists. */
export const reconcileResultsComparison = comparison(
  'reconcile results',
  ['reconciles'],
  ({ reconciles }, { journal }) =>
    reconciles.flatMap((result) => {
      const { runId, rules, differences, startedAt, endedAt } = result;
      const lines = [
        ...(endedAt < startedAt ? ['it ended before it started'] : []),
        ...differs('its outcome, and the most severe of its rules', result.outcome, mostSevere(rules)),
        ...repeated(rules.map(({ name }) => name)).map((name) => `it has the rule ${name} twice`),
        ...differences
          .filter(({ rule }) => !rules.some(({ name }) => name === rule))
          .map(({ rule, key }) => `${key}: it has no rule ${rule}`),
        ...repeated(differences.map(({ rule, key, kind }) => `${rule} ${key} (${kind})`)).map(
          (name) => `it lists ${name} twice`,
        ),
        ...rules.flatMap((rule) => countsDiffer(rule, result)),
        ...rules
          .filter((rule) => lasted(rule) > secondsOf(result, journal.speed))
          .map(({ name }) => `${name} took longer than the run`),
      ];
      return lines.map((line) => `${runId}: ${line}`);
    }),
);

/** Worst first, as the reconciler orders them. */
const GRAVITY: readonly Rule['outcome'][] = ['stopped', 'inconclusive', 'drift', 'unsettled', 'repaired', 'clean'];

function mostSevere(rules: readonly Rule[]): Rule['outcome'] {
  return GRAVITY.find((outcome) => rules.some((rule) => rule.outcome === outcome)) ?? 'clean';
}

/** A stored result that is smaller omits no differences. */
const WHOLE_BYTES = 200_000;

function countsDiffer(rule: Rule, result: ReconcileResult): string[] {
  const { name, drift, repaired, resumedFrom } = rule;
  const listed = result.differences.filter((difference) => difference.rule === name);
  const listedRepaired = listed.filter((difference) => difference.repaired).length;
  const isWhole = resumedFrom === undefined && Buffer.byteLength(JSON.stringify(result)) < WHOLE_BYTES;
  return [
    ...outcomeDiffers(rule),
    ...(repaired > drift ? [`${name} repaired ${repaired} of ${drift} differences`] : []),
    ...(listed.length > drift || (isWhole && listed.length < drift)
      ? [`${name} found ${drift} differences, and ${listed.length} are listed`]
      : []),
    ...(listedRepaired > repaired || (isWhole && listedRepaired < repaired)
      ? [`${name} repaired ${repaired} differences, and ${listedRepaired} are listed as repaired`]
      : []),
  ];
}

/** An outcome that follows from counts; the others say that the rule was stopped, or could not be read. */
function outcomeDiffers({ name, outcome, drift, repaired, deferred }: Rule): string[] {
  if (outcome === 'stopped' || outcome === 'inconclusive') return [];
  const counted = drift > repaired ? 'drift' : deferred > 0 ? 'unsettled' : repaired > 0 ? 'repaired' : 'clean';
  return differs(`outcome of ${name}, as stated and by its counts`, outcome, counted);
}

/** Real seconds by which a monotonic clock and the system's own may differ over a run. */
const CLOCK_SKEW_SECONDS = 10;

function lasted({ seconds, resumedFrom }: Rule): number {
  return resumedFrom === undefined ? seconds : 0;
}

function secondsOf({ startedAt, endedAt }: ReconcileResult, speed: number): number {
  return (Date.parse(endedAt) - Date.parse(startedAt)) / 1000 / speed + CLOCK_SKEW_SECONDS;
}

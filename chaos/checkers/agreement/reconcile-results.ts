import { isDeepStrictEqual } from 'node:util';
import type { ReconcileResult } from '../../schemas/index.ts';
import { comparison, differs, repeated } from './comparison.ts';

type Rule = ReconcileResult['rules'][number];

/** The result of each reconcile run with itself: its outcome, the counts of its rules, and the differences that it lists. */
export const reconcileResultsComparison = comparison(
  'reconcile results',
  ['events', 'reconciles'],
  ({ events, reconciles }, { journal }) => {
    const isWhole = (run: string) =>
      events.every((event) => event.kind !== 'reconcile.ended' || event.runId !== run || event.omitted === undefined);
    return reconciles.flatMap((result) => {
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
        ...rules.flatMap((rule) => countsDiffer(rule, result, isWhole(runId))),
        ...rules.flatMap((rule) => reasonDiffers(rule, result, isWhole(runId))),
        ...rules.flatMap(searchDiffers),
        ...planDiffers(result),
        ...recoveredDiffers(result, reconciles, journal.virtualStartedAt),
        ...rules.flatMap((rule) => resumptionDiffers(rule, result, { reconciles, began: journal.virtualStartedAt })),
        ...rules
          .filter((rule) => lasted(rule) > secondsOf(result, journal.speed))
          .map(({ name }) => `${name} took longer than the run`),
      ];
      return lines.map((line) => `${runId}: ${line}`);
    });
  },
);

/** Worst first, as the reconciler orders them. */
const GRAVITY: readonly Rule['outcome'][] = ['stopped', 'inconclusive', 'drift', 'unsettled', 'repaired', 'clean'];

function mostSevere(rules: readonly Rule[]): Rule['outcome'] {
  return GRAVITY.find((outcome) => rules.some((rule) => rule.outcome === outcome)) ?? 'clean';
}

/** @param isWhole whether the result omits none of its differences */
function countsDiffer(rule: Rule, { differences }: ReconcileResult, isWhole: boolean): string[] {
  const { name } = rule;
  // What a rule found in an earlier run is listed there.
  const [drift, repaired] = rule.resumedFrom === undefined ? [rule.drift, rule.repaired] : [0, 0];
  const listed = differences.filter((difference) => difference.rule === name);
  const listedRepaired = listed.filter((difference) => difference.repaired).length;
  return [
    ...outcomeDiffers(rule),
    ...(rule.repaired > rule.drift ? [`${name} repaired ${rule.repaired} of ${rule.drift} differences`] : []),
    ...(listed.length > drift || (isWhole && listed.length < drift)
      ? [`${name} found ${drift} differences, and ${listed.length} are listed`]
      : []),
    ...(listedRepaired > repaired || (isWhole && listedRepaired < repaired)
      ? [`${name} repaired ${repaired} differences, and ${listedRepaired} are listed as repaired`]
      : []),
  ];
}

/**
 * A rule that was stopped says why; one that could not be read says what its store answered, which may be nothing. Of any
 * other, the reasons are those of its differences: why they were not repaired, or did not have to be.
 */
function reasonDiffers(
  { name, outcome, reason, resumedFrom }: Rule,
  result: ReconcileResult,
  isWhole: boolean,
): string[] {
  if (outcome === 'stopped') return reason === undefined ? [`${name} was stopped, and does not say why`] : [];
  if (outcome === 'inconclusive') return [];
  if (reason === undefined || resumedFrom !== undefined || !isWhole) return [];
  const stated = result.differences.some((one) => one.rule === name && one.reason !== undefined);
  return stated ? [] : [`${name} ended ${outcome}, and none of its differences has a reason: ${reason}`];
}

/** What differs was a candidate first, and a candidate is a row that was read. Their number may be an estimate. */
function searchDiffers({ name, rows, candidates, drift }: Rule): string[] {
  if (drift === 0) return [];
  return [
    ...(candidates === 0 ? [`${name} found ${drift} differences among no candidates`] : []),
    ...(rows.left === 0 && rows.right === 0 ? [`${name} found ${drift} differences, and read no rows`] : []),
  ];
}

/** Repairs wait for approval only where a rule has found too many of them, which stops that rule. */
function planDiffers({ outcome, plan }: ReconcileResult): string[] {
  return plan === undefined || outcome === 'stopped'
    ? []
    : [`its plan ${plan.id} awaits approval, and it ended ${outcome}`];
}

/** Operations that were left open by a run of this time, which then must have left a result. Older runs left none here. */
function recoveredDiffers(
  { recovered = [] }: ReconcileResult,
  all: readonly ReconcileResult[],
  began: string,
): string[] {
  // A run's id begins with the second in which it started.
  const first = began.replaceAll(/[-:]|\.\d+/g, '');
  return recovered
    .filter((one) => one.runId >= first && !all.some(({ runId }) => runId === one.runId))
    .map(({ runId, operationId }) => `it recovers ${operationId} of ${runId}, which has no result`);
}

/** A rule is resumed with the result that it had in a run that ran out of time. */
function resumptionDiffers(
  rule: Rule,
  { startedAt }: ReconcileResult,
  { reconciles, began }: { readonly reconciles: readonly ReconcileResult[]; readonly began: string },
): string[] {
  const { name, outcome, resumedFrom } = rule;
  if (resumedFrom === undefined) return [];
  const { runId } = resumedFrom;
  const earlier = reconciles.find((result) => result.runId === runId);
  const isFinished = outcome === 'clean' || outcome === 'repaired';
  return [
    ...(isFinished ? [] : [`${name} is resumed from ${runId}, and ended ${outcome}`]),
    ...(resumedFrom.startedAt < startedAt ? [] : [`${name} is resumed from ${runId}, which started later`]),
    // The results of runs that started before this one are not kept.
    ...(earlier === undefined && resumedFrom.startedAt >= began
      ? [`${name} is resumed from ${runId}, which has no result`]
      : []),
    ...(earlier === undefined ? [] : resumedDiffers(rule, resumedFrom.startedAt, earlier)),
  ];
}

function resumedDiffers(rule: Rule, startedAt: string, { runId, ...earlier }: ReconcileResult): string[] {
  const { resumedFrom } = rule;
  return [
    ...differs(`start of ${runId}, from which ${rule.name} is resumed`, startedAt, earlier.startedAt),
    ...(earlier.outcome === 'stopped' ? [] : [`${rule.name} is resumed from ${runId}, which ended ${earlier.outcome}`]),
    ...(earlier.rules.some((one) => isDeepStrictEqual({ ...one, resumedFrom }, rule))
      ? []
      : [`${rule.name} is resumed from ${runId}, where its result is another`]),
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

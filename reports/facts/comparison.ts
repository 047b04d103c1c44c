/** What differs between two runs: checks that are new, fixed or regressed, and figures that changed. */
import type { Check, Journal } from '@evenkeel/chaos/schemas';
import type { Run } from '../run.ts';
import { checkText } from './check-texts.ts';
import { counted, figure, measured } from './format.ts';
import { loadTotals } from './load.ts';
import { commitText } from './origin.ts';
import { timelineOf } from './timeline.ts';
import { headlineOf, systemText } from './verdict.ts';

type Result = Check['result'];

/**
 * `new` and `gone`: only one of the runs has the check. `regressed`: it was valid and is not any more, or it was unknown
 * and is now invalid. `fixed`: it is valid now. `still failing`: it is valid in neither.
 */
type Change = 'regressed' | 'new' | 'fixed' | 'still failing' | 'gone' | 'unchanged';

export interface CheckChange {
  readonly name: string;
  readonly title: string;
  readonly change: Change;
  readonly before: Result | undefined;
  readonly after: Result | undefined;
  /** Of the later run or, if it lacks the check, of the earlier one. */
  readonly summary: string;
}

export interface FigureChange {
  readonly name: string;
  readonly unit: string;
  readonly before: number | null;
  readonly after: number | null;
}

export interface ComparedRun {
  readonly run: string;
  readonly experiment: string;
  readonly title: string;
  readonly startedAt: string;
  readonly verdict: string;
  readonly checks: { readonly valid: number; readonly all: number };
}

export interface Comparison {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** Why the runs may differ although the system did not: seed, experiment, speed, and such. One sentence each. */
  readonly differences: readonly string[];
  /** Those that changed, or that are valid in neither run; the most urgent first. */
  readonly checks: readonly CheckChange[];
  readonly unchanged: number;
  readonly figures: readonly FigureChange[];
}

type Compared = Pick<Run, 'journal' | 'events' | 'operations' | 'k6'>;

export function compareRuns(before: Compared, after: Compared): Comparison {
  const checks = checkChanges(before.journal.checks, after.journal.checks);
  return {
    before: describe(before),
    after: describe(after),
    differences: differencesOf(before.journal, after.journal),
    checks: checks.filter(({ change }) => change !== 'unchanged'),
    unchanged: checks.filter(({ change }) => change === 'unchanged').length,
    figures: figureChanges(figuresOf(before), figuresOf(after)),
  };
}

/** Whether the later run is worse: a check regressed, or a new one is not valid. */
export function hasRegressed({ checks }: Pick<Comparison, 'checks'>): boolean {
  return checks.some(({ change, after }) => change === 'regressed' || (change === 'new' && after !== 'valid'));
}

/** Such as `1 regressed, 2 fixed`; for the line above the tables. */
export function changesText({ checks, unchanged }: Pick<Comparison, 'checks' | 'unchanged'>): string {
  const counts = ORDER.flatMap((change) => {
    const count = checks.filter((check) => check.change === change).length;
    return count === 0 ? [] : [`${figure(count)} ${change}`];
  });
  return [...counts, `${counted(unchanged, 'check')} unchanged`].join(', ');
}

const ORDER: readonly Change[] = ['regressed', 'new', 'still failing', 'fixed', 'gone', 'unchanged'];

function checkChanges(before: readonly Check[], after: readonly Check[]): CheckChange[] {
  const earlier = new Map(before.map((check) => [check.name, check]));
  const later = new Map(after.map((check) => [check.name, check]));
  return [...new Set([...later.keys(), ...earlier.keys()])]
    .map((name) => {
      const [old, now] = [earlier.get(name), later.get(name)];
      return {
        name,
        title: checkText(name).title,
        change: changeOf(old?.result, now?.result),
        before: old?.result,
        after: now?.result,
        summary: (now ?? old)?.summary ?? '',
      };
    })
    .sort((one, other) => ORDER.indexOf(one.change) - ORDER.indexOf(other.change));
}

function changeOf(before: Result | undefined, after: Result | undefined): Change {
  if (before === undefined) return 'new';
  if (after === undefined) return 'gone';
  if (before === after) return before === 'valid' ? 'unchanged' : 'still failing';
  if (after === 'valid') return 'fixed';
  return before === 'valid' || after === 'invalid' ? 'regressed' : 'still failing';
}

function describe({ journal }: Compared): ComparedRun {
  const { run, experiment, startedAt, checks } = journal;
  return {
    run,
    experiment: experiment.name,
    title: experiment.title,
    startedAt,
    verdict: headlineOf(journal).word,
    checks: { valid: checks.filter(({ result }) => result === 'valid').length, all: checks.length },
  };
}

function differencesOf(before: Journal, after: Journal): string[] {
  const settings: readonly (readonly [name: string, of: (journal: Journal) => string])[] = [
    ['Experiment', ({ experiment }) => experiment.name],
    ['Seed', ({ seed }) => String(seed)],
    ['Speed of the virtual clock', ({ speed }) => String(speed)],
    ['Target', ({ target }) => target],
    ['System', systemText],
    ['Planted bug', ({ sabotage }) => sabotage ?? 'none'],
    [
      'Commit',
      ({ origin }) =>
        origin?.commit === undefined ? 'not recorded' : commitText(origin.commit, origin.uncommittedChanges),
    ],
    ['Host', ({ origin }) => origin?.host ?? 'not recorded'],
    ['Version of evenkeel', ({ versions }) => versions['evenkeel'] ?? 'not recorded'],
  ];
  const changed = settings.flatMap(([name, of]) => {
    const [old, now] = [of(before), of(after)];
    return old === now ? [] : [`${name}: ${old}, then ${now}.`];
  });
  const isEdited =
    before.experiment.name === after.experiment.name && before.experimentDigest !== after.experimentDigest;
  return isEdited ? ['The experiment was changed in between.', ...changed] : changed;
}

/** Every figure of a run, by its name. */
function figuresOf(run: Compared): Map<string, { readonly unit: string; readonly value: number | null }> {
  const { journal } = run;
  const load = loadTotals(run);
  const figures: [string, string, number | null][] = [
    ['Requests', '', load.requests],
    ['Errors', '', load.errors],
    ['Unexpected answers', '', load.unexpected],
    ['Response time, p50', 'ms', load.median],
    ['Response time, p95', 'ms', load.p95],
    ['Response time, p99', 'ms', load.p99],
    ['Response time, slowest', 'ms', load.max],
    ...Object.entries(journal.hits).map(([id, { observed }]): [string, string, number] => [
      `Hits of ${id}`,
      '',
      observed,
    ]),
    ...measuredBy(journal.checks).filter(([name]) => !Object.hasOwn(journal.hits, name)),
    ['Duration', 's', timelineOf(run).endMs / 1000],
  ];
  return new Map(figures.map(([name, unit, value]) => [name, { unit, value }]));
}

/** What the checks measured. A name that two checks use is followed by the check. */
function measuredBy(checks: readonly Check[]): [string, string, number | null][] {
  const all = checks.flatMap((check) => check.measured.map((measure) => ({ check: check.name, ...measure })));
  return all.map(({ check, name, unit, value }) => {
    const isShared = all.some((other) => other.name === name && other.check !== check);
    return [isShared ? `${name}, ${checkText(check).title}` : name, unit, value];
  });
}

/** Figures that changed by at least a tenth, or that only one of the runs has. */
function figureChanges(before: ReturnType<typeof figuresOf>, after: ReturnType<typeof figuresOf>): FigureChange[] {
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    const change = { name, unit: now?.unit ?? old?.unit ?? '', before: old?.value ?? null, after: now?.value ?? null };
    return isNotable(change) ? [change] : [];
  });
}

/** Smaller changes are noise. */
const NOTABLE = 0.1;

function isNotable({ before, after }: Pick<FigureChange, 'before' | 'after'>): boolean {
  if (before === null || after === null) return before !== after;
  return before !== after && Math.abs(after - before) >= NOTABLE * Math.max(Math.abs(before), Math.abs(after));
}

/** Such as `+12 %`; empty if one of the values is missing or nothing can be divided by it. */
export function changeText({ before, after, unit }: FigureChange): string {
  if (before === null || after === null) return '';
  const sign = after > before ? '+' : '';
  if (before === 0) return `${sign}${measured(after - before, unit)}`;
  return `${sign}${figure(((after - before) / before) * 100)} %`;
}

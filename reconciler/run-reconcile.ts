/** One run over the rules. The hourly function and the command both start here. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import {
  type Clock,
  differenceOf,
  endedBefore,
  type EngineRule,
  type FoundDifference,
  ControlTablesError,
  MissingPackageError,
  type Progress,
  reconcile,
  ReconcilerError,
  type ReconcileResult,
  type RunOptions,
  RunStoppedError,
  type View,
} from './engine/index.ts';
import { tableProblems } from './inspect-tables.ts';
import { type KeptState, readKeptState } from './kept-state.ts';
import type { Prepared } from './distributed/index.ts';
import { callback, checkArgument, custom, filledText, strict } from './options.ts';
import { onlyRules, type Problem, type Reconciliation, ReconciliationError } from './rules/index.ts';
import { definedReconciliation } from './rules/options.ts';
import { fileSpool } from './spool/index.ts';
import { abortSignal, anyClock, type ControlTables, controlTables } from './tables.ts';
import { runUnderLease } from './under-lease.ts';
import { watchClock } from './watching.ts';

export interface ReconcileOptions {
  readonly reconciliation: Reconciliation;
  readonly runId: string;
  /** Names of the rules to run; all by default. */
  readonly rules?: readonly string[];
  /** Repairs drift, using these tables. Without it the run is dry: it reads, and writes nothing anywhere. */
  readonly repair?: ControlTables;
  /** Id of a plan that a person has approved: a repairing run makes exactly its repairs, ignoring the caps. */
  readonly approve?: string;
  /** Runs each rule as its cadence says. Without it every rule is compared in full. */
  readonly scheduled?: boolean;
  /** Where a dry run reads acceptances from; a repairing run uses its own tables. */
  readonly tables?: ControlTables;
  /** What the workers of a distributed run have found out. The run does the rest. */
  readonly prepared?: Prepared;
  readonly clock: Clock;
  /** Ends the run early; the signal's reason says why. */
  readonly signal: AbortSignal;
  readonly progress?: (progress: Progress) => void;
  /** Called with every difference as it settles, however many there are. */
  readonly found?: (difference: FoundDifference) => Promise<void> | undefined;
}

const reconcileOptions = strict({
  reconciliation: definedReconciliation,
  runId: filledText,
  rules: z.optional(z.array(z.string()).check(z.minLength(1))),
  repair: z.optional(controlTables),
  approve: z.optional(filledText),
  scheduled: z.optional(z.boolean()),
  tables: z.optional(controlTables),
  prepared: z.optional(custom('what the stages before it have left', (value) => typeof value === 'object')),
  clock: anyClock,
  signal: abortSignal,
  progress: z.optional(callback),
  found: z.optional(callback),
});

/** Sorts by time, such as `20260314T150000Z-9f2c1a`. */
export const newRunId = (at: Date): string =>
  `${at.toISOString().replace(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;

/**
 * @throws ReconcilerError if a rule or the plan does not exist, or a view does not match its store; anything else becomes
 * the result's outcome
 */
export async function runReconcile(options: ReconcileOptions): Promise<ReconcileResult> {
  checkArgument('runReconcile', reconcileOptions, options);
  const reconciliation =
    options.rules === undefined ? options.reconciliation : onlyRules(options.reconciliation, options.rules);
  let watched: Awaited<ReturnType<typeof watchClock>>;
  try {
    watched = await watchClock(options.clock, options.signal);
  } catch (error) {
    if (!(error instanceof RunStoppedError)) throw error;
    return endedBefore(error, { runId: options.runId, clock: options.clock, rules: reconciliation.rules });
  }
  try {
    return await runWatched({ ...options, reconciliation, signal: watched.signal });
  } finally {
    watched.unwatch();
  }
}

/** @param options a reconciliation of the chosen rules only, and a signal that is aborted when the clock is set */
async function runWatched(options: ReconcileOptions): Promise<ReconcileResult> {
  const { reconciliation, runId, clock, repair, progress, signal } = options;
  const rules = reconciliation.rules.map(({ engine }) => engine);
  const problems = repair === undefined ? [] : await tableProblems(repair);
  const failures = await inspectViews(
    reconciliation.rules.flatMap(({ views }) => views),
    signal,
    problems,
  );
  if (failures.size > 0) return endedByViews(failures, options);
  let kept: KeptState;
  try {
    kept = await readKeptState(options);
  } catch (error) {
    if (error instanceof ReconcilerError) throw error;
    const missing = options.tables === undefined ? [] : await tableProblems(options.tables);
    if (missing.length > 0) throw new ReconciliationError(missing);
    return endedBefore(new ControlTablesError(error), { runId, clock, rules: reconciliation.rules });
  }
  const { accepted, rowsBefore, approved } = kept;
  const { memory } = reconciliation;
  const found = options.found && reportingStuckOnce(rules, options.found);
  const run: RunOptions = {
    runId,
    rules,
    clock,
    signal,
    seed: newSeed(),
    ...options.prepared,
    spool: fileSpool(),
    ...(memory && { memory }),
    ...(progress && { progress }),
    ...(accepted && { accepted }),
    ...(rowsBefore && { rowsBefore }),
    ...(found && { found }),
  };
  if (repair === undefined) return reconcile(run);
  const isWhole = options.rules === undefined && approved === undefined;
  return runUnderLease(run, {
    reconciliation,
    tables: repair,
    approved,
    isWhole,
    isScheduled: isWhole && options.scheduled === true,
  });
}

/** Chosen anew for each run, so that nobody can craft rows whose hashes collide. */
const newSeed = (): string => randomBytes(16).toString('hex');

/**
 * Compares every view with its store's own description, so that a mistake is found before any row is read.
 *
 * @param known mistakes found elsewhere
 * @returns the views whose store did not answer, with the errors
 * @throws ReconciliationError with the mistakes of all views
 */
async function inspectViews(
  views: Iterable<View>,
  signal: AbortSignal,
  known: readonly Problem[],
): Promise<ReadonlyMap<View, unknown>> {
  const problems = [...known];
  const failures = new Map<View, unknown>();
  const reading = { signal, received: () => undefined };
  for (const view of new Set(views)) {
    try {
      problems.push(...((await view.inspect?.(reading)) ?? []));
    } catch (error) {
      if (error instanceof ReconciliationError || error instanceof MissingPackageError) throw error;
      failures.set(view, error);
      if (signal.aborted) break;
    }
  }
  if (problems.length > 0) throw new ReconciliationError(problems);
  return failures;
}

/**
 * No rule runs if a view cannot be read. A rule whose own views can be read reports which other rule's view could not.
 */
function endedByViews(
  failures: ReadonlyMap<View, unknown>,
  { reconciliation, runId, clock: at }: ReconcileOptions,
): ReconcileResult {
  const [first] = failures.values();
  const ended = endedBefore(first, { runId, clock: at, rules: reconciliation.rules });
  if (first instanceof RunStoppedError) return ended;
  const viewsOfRule = new Map(reconciliation.rules.map(({ name, views }) => [name, views]));
  return {
    ...ended,
    rules: ended.rules.map((rule) => {
      const own = viewsOfRule.get(rule.name)?.find((view) => failures.has(view));
      const reason = own === undefined ? `not run, because ${messageOf(first)}` : messageOf(failures.get(own));
      return { ...rule, reason };
    }),
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A stuck saga is one difference, no matter how many rules with the same owner find it. */
function reportingStuckOnce(
  rules: readonly EngineRule[],
  report: NonNullable<ReconcileOptions['found']>,
): RunOptions['found'] {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const stuck = new Set<string>();
  return (finding) => {
    const rule = byName.get(finding.rule);
    if (rule === undefined) return undefined;
    if (finding.standing === 'stuck') {
      const name = JSON.stringify([rule.stuckOwner, finding.key]);
      if (stuck.has(name)) return undefined;
      stuck.add(name);
    }
    return report(differenceOf(rule, finding));
  };
}

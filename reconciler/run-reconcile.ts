import { randomBytes } from 'node:crypto';
import {
  acquireLease,
  type FencedLease,
  openLedger,
  planBook,
  readAcceptances,
  readPlan,
  storeCheckpoint,
  takeCheckpoint,
} from './control/index.ts';
import {
  type Clock,
  differenceOf,
  type EngineRule,
  type FoundDifference,
  LeaseHeldError,
  OutOfTimeError,
  type Progress,
  reconcile,
  type ReconcileResult,
  type RunOptions,
  RunStoppedError,
} from './engine/index.ts';
import { type Due, dueRules, rememberPasses } from './cadence.ts';
import { endedBefore } from './ended-before.ts';
import { heartbeat } from './heartbeat.ts';
import { inspectViews } from './inspect-views.ts';
import { recover } from './recover.ts';
import { acceptedAt, onlyRules, type Reconciliation, ReconciliationError } from './rules/index.ts';
import { fileSpool } from './spool/index.ts';
import type { ControlTables } from './tables.ts';
import { forManyReads, watching } from './watching.ts';

export interface ReconcileOptions {
  readonly reconciliation: Reconciliation;
  readonly runId: string;
  /** Names of the rules to run; all by default. */
  readonly rules?: readonly string[];
  /** Repairs what has drifted. Without it the run is dry: it reads, and writes nothing anywhere. */
  readonly repair?: ControlTables;
  /** A plan that a person has approved: a repairing run makes its repairs, past the caps, and no other. */
  readonly approve?: string;
  /** Looks at each rule as its cadence says. Without it a run looks at all of every rule. */
  readonly scheduled?: boolean;
  /** Where acceptances are read from in a dry run; a repairing run reads those of its own tables. */
  readonly tables?: ControlTables;
  readonly clock: Clock;
  /** Ends the run early; its reason says why. */
  readonly signal: AbortSignal;
  readonly progress?: (progress: Progress) => void;
  /** Is told every difference as it settles, however many there are. */
  readonly found?: (difference: FoundDifference) => Promise<void> | undefined;
}

/**
 * One run over the rules: the same for the hourly function and the command.
 *
 * @throws ReconcilerError where a rule or the plan is not known, or a view is not what its store says; anything else
 * becomes the result's outcome
 */
export async function runReconcile(options: ReconcileOptions): Promise<ReconcileResult> {
  let watched: Awaited<ReturnType<typeof watching>>;
  try {
    watched = await watching(options.clock, options.signal);
  } catch (error) {
    if (!(error instanceof RunStoppedError)) throw error;
    const rules = options.reconciliation.rules.map(({ engine }) => engine);
    return endedBefore('stopped', error, { ...options, rules });
  }
  try {
    return await runWatched({ ...options, signal: watched.signal });
  } finally {
    watched.unwatch();
  }
}

async function runWatched(options: ReconcileOptions): Promise<ReconcileResult> {
  const { runId, clock, repair, tables = repair, progress } = options;
  const reconciliation =
    options.rules === undefined ? options.reconciliation : onlyRules(options.reconciliation, options.rules);
  const rules = reconciliation.rules.map(({ engine }) => engine);
  const { signal } = options;
  try {
    await inspectViews(
      reconciliation.rules.flatMap(({ views }) => views),
      { signal, received: () => undefined },
    );
  } catch (error) {
    if (error instanceof ReconciliationError) throw error;
    return endedBefore(error instanceof RunStoppedError ? 'stopped' : 'inconclusive', error, { runId, clock, rules });
  }
  const accepted = await acceptancesOf(reconciliation, tables, clock);
  const { memory } = reconciliation;
  const scratch = { seed: newSeed(), spool: fileSpool(), ...(memory && { memory }) };
  const found = options.found && tellingOnce(rules, options.found);
  const told = { ...(progress && { progress }), ...(accepted && { accepted }), ...(found && { found }) };
  const run = { runId, rules, clock, ...scratch, ...told };
  if (repair === undefined) return reconcile({ ...run, signal });

  const approved = options.approve === undefined ? undefined : await readPlan({ ...repair, clock }, options.approve);
  let lease: FencedLease;
  try {
    lease = await acquireLease({ ...repair, runId, clock });
  } catch (error) {
    if (error instanceof LeaseHeldError) return endedBefore('stopped', error, run);
    throw error;
  }
  const ledger = openLedger({ ...repair, runId, fence: lease.fence });
  const losing = new AbortController();
  const repairing: RunOptions = {
    ...run,
    signal: forManyReads(signal, losing.signal),
    pulse: heartbeat(lease, clock, (error) => {
      losing.abort(error);
    }),
    repair: {
      ...{ ledger, lease, limits: reconciliation.limits },
      ...(approved === undefined ? { plans: planBook({ ...repair, clock }) } : { approved }),
    },
  };
  const isWhole = options.rules === undefined && approved === undefined;
  const isScheduled = isWhole && options.scheduled === true;
  const result = await underLease(repairing, { reconciliation, tables: repair, lease, isWhole, isScheduled });
  await lease.release(ledger.isSettled()).catch(() => undefined);
  return result;
}

/** Of a run's hashes: nobody can make rows that collide under it. */
const newSeed = (): string => randomBytes(16).toString('hex');

/** A saga that is stuck is one difference, however many of the rules that share its owner see it. */
function tellingOnce(rules: readonly EngineRule[], tell: NonNullable<ReconcileOptions['found']>): RunOptions['found'] {
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
    return tell(differenceOf(rule, finding));
  };
}

async function acceptancesOf(
  { accepted = [] }: Reconciliation,
  tables: ControlTables | undefined,
  clock: Clock,
): Promise<RunOptions['accepted']> {
  const stored = tables === undefined ? [] : await readAcceptances(tables);
  return acceptedAt([...accepted, ...stored], clock.now());
}

interface Held {
  readonly reconciliation: Reconciliation;
  readonly tables: ControlTables;
  readonly lease: FencedLease;
  /** Whether all rules are run, so that a run which is cut short can be gone on with. */
  readonly isWhole: boolean;
  /** Whether rules are looked at as their cadence says. */
  readonly isScheduled: boolean;
}

/** First what killed runs left behind is looked at, then what a run that was cut short had finished is taken over. */
async function underLease(run: RunOptions, held: Held): Promise<ReconcileResult> {
  const { reconciliation, tables, lease, isWhole, isScheduled } = held;
  const began = run.clock.now();
  const definitions = new Map(reconciliation.rules.map(({ name, digest }) => [name, digest]));
  let prepared: Pick<RunOptions, 'recovered' | 'carried'>;
  let due: Due | undefined;
  try {
    const reading = { signal: run.signal, received: () => undefined };
    const recovered = await recover({ reconciliation, tables, lease, clock: run.clock, reading });
    const carried = isWhole ? await takeCheckpoint(tables, definitions, run.clock) : undefined;
    prepared = { recovered, ...(carried && { carried }) };
    due = isScheduled ? await dueRules(reconciliation, tables, began) : undefined;
  } catch (error) {
    return endedBefore(error instanceof RunStoppedError ? 'stopped' : 'inconclusive', error, run);
  }
  const looked = due && { rules: due.rules.map(({ engine }) => engine), since: due.since };
  const result = await reconcile({ ...run, ...looked, ...prepared });
  if (isWhole && run.signal.reason instanceof OutOfTimeError) await storeCheckpoint(tables, definitions, result);
  if (due === undefined) return result;
  await rememberPasses(due, result, tables, began);
  return due.notDue.length === 0 ? result : { ...result, notDue: due.notDue };
}

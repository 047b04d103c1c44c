/**
 * A run with repairs. It holds the lease from before it settles what earlier runs left open until its own repairs are
 * recorded.
 */
import {
  acquireLease,
  type FencedLease,
  openLedger,
  planBook,
  readPasses,
  storeCheckpoint,
  storePasses,
  storeRowCounts,
  takeCheckpoint,
} from './control/index.ts';
import {
  ControlTablesError,
  endedBefore,
  isFromServer,
  LeaseHeldError,
  OutOfTimeError,
  type Plan,
  reconcile,
  type ReconcileResult,
  type RunOptions,
} from './engine/index.ts';
import { recover } from './recover.ts';
import { duePass, type Passes, type Reconciliation, type Rule } from './rules/index.ts';
import type { ControlTables } from './tables.ts';
import { forManyReads, heartbeat } from './watching.ts';

export interface LeasedRun {
  readonly reconciliation: Reconciliation;
  readonly tables: ControlTables;
  /** The plan that a person has approved, if this run carries one out. */
  readonly approved: Plan | undefined;
  /** Whether every rule runs, so that the next run can continue if this one is cut short. */
  readonly isWhole: boolean;
  /** Whether rules run as their cadence says. */
  readonly isScheduled: boolean;
}

/** Takes the lease, runs, and releases the lease even if the run fails. */
export async function runUnderLease(run: RunOptions, leased: LeasedRun): Promise<ReconcileResult> {
  const { runId, clock } = run;
  const { reconciliation, tables, approved } = leased;
  let lease: FencedLease;
  try {
    lease = await acquireLease({ ...tables, runId, clock });
  } catch (error) {
    return endedBefore(error instanceof LeaseHeldError ? error : new ControlTablesError(error), run);
  }
  const ledger = openLedger({ ...tables, runId, fence: lease.fence });
  const losing = new AbortController();
  const repairing: RunOptions = {
    ...run,
    signal: forManyReads(run.signal, losing.signal),
    pulse: heartbeat(lease, clock, (error) => {
      losing.abort(error);
    }),
    repair: {
      ledger,
      lease,
      limits: reconciliation.limits,
      ...(approved === undefined ? { plans: planBook({ ...tables, clock }) } : { approved }),
    },
  };
  try {
    return await afterRecovery(repairing, lease, leased);
  } finally {
    await lease.release(ledger.isSettled()).catch(() => undefined);
  }
}

/** Settles what killed runs left open, reuses the results of an interrupted run, then runs the rules that are due. */
async function afterRecovery(run: RunOptions, lease: FencedLease, leased: LeasedRun): Promise<ReconcileResult> {
  const { reconciliation, tables, isWhole, isScheduled } = leased;
  const { clock, signal } = run;
  const began = run.startedAt ?? clock.now();
  const definitions = new Map(reconciliation.rules.map(({ name, digest }) => [name, digest]));
  let prepared: Pick<RunOptions, 'recovered' | 'carried'>;
  let due: DueRules | undefined;
  try {
    const reading = { signal, received: () => undefined };
    const recovered = await recover({ reconciliation, tables, lease, clock, reading });
    const carried = isWhole ? await takeCheckpoint(tables, definitions, clock) : undefined;
    prepared = { recovered, ...(carried && { carried }) };
    due = isScheduled ? await dueRules(reconciliation, tables, began) : undefined;
  } catch (error) {
    return endedBefore(error, run);
  }
  const chosen = due && { rules: due.rules.map(({ engine }) => engine), since: due.since };
  const result = await reconcile({ ...run, ...chosen, ...prepared });
  try {
    if (isWhole && signal.reason instanceof OutOfTimeError) await storeCheckpoint(tables, definitions, result);
    await storeRowCounts(tables, run.rowsBefore ?? new Map(), result);
    if (due !== undefined) await rememberPasses(due, result, tables, began);
  } catch (error) {
    // Without them the next run compares more, and against older counts. What this one did is in its result.
    if (!isFromServer(error)) throw error;
  }
  if (due === undefined) return result;
  return due.notDue.length === 0 ? result : { ...result, notDue: due.notDue };
}

interface DueRules {
  readonly rules: readonly Rule[];
  /** For rules that compare only recently written keys: since when, in epoch milliseconds, by rule name. */
  readonly since: ReadonlyMap<string, number>;
  /** Names of rules that are not due yet. */
  readonly notDue: readonly string[];
  readonly passes: ReadonlyMap<string, Passes>;
}

/** The rules that are due by their cadence. */
async function dueRules(
  { rules }: Pick<Reconciliation, 'rules'>,
  tables: ControlTables,
  now: number,
): Promise<DueRules> {
  const isEveryRun = rules.every(({ cadence }) => cadence === undefined);
  const passes = isEveryRun ? new Map<string, Passes>() : await readPasses(tables);
  const planned = rules.map((rule) => ({
    rule,
    pass: duePass(rule.cadence, passes.get(rule.name), now, rule.engine.settleWindow),
  }));
  return {
    rules: planned.flatMap(({ rule, pass }) => (pass.kind === 'none' ? [] : [rule])),
    since: new Map(
      planned.flatMap(({ rule, pass }) => (pass.kind === 'changes' ? [[rule.name, pass.since] as const] : [])),
    ),
    notDue: planned.flatMap(({ rule, pass }) => (pass.kind === 'none' ? [rule.name] : [])),
    passes,
  };
}

/** Stores when the rules with a cadence last reached a conclusion. */
async function rememberPasses(
  { rules, passes }: DueRules,
  result: ReconcileResult,
  tables: ControlTables,
  began: number,
): Promise<void> {
  const next = new Map(passes);
  for (const { name, cadence } of rules) {
    const { outcome, pass } = result.rules.find((rule) => rule.name === name) ?? {};
    if (cadence === undefined || outcome === undefined || outcome === 'stopped' || outcome === 'inconclusive') continue;
    const full = pass === 'changes' ? passes.get(name)?.full : undefined;
    next.set(name, { full: full ?? began, latest: began });
  }
  if (rules.some(({ cadence }) => cadence !== undefined)) await storePasses(tables, next);
}

/** Undoes the repairs of a run: restores the images of rows that nobody else has written since. */
import {
  acquireLease,
  type FencedLease,
  type LedgerEntry,
  openLedger,
  readHistory,
  readEntries,
} from './control/index.ts';
import {
  type Clock,
  type Conclusion,
  ControlTablesError,
  isFromServer,
  isUnwritten,
  keptBefore,
  type Ledger,
  markOf,
  type Reading,
  ReconcilerError,
  ruleOf,
  type View,
  write,
} from './engine/index.ts';
import { OVERWRITTEN, rebased } from './own-writes.ts';
import * as z from 'zod/mini';
import { tableProblems } from './inspect-tables.ts';
import { checkArgument, filledText, strict } from './options.ts';
import { recover } from './recover.ts';
import { type Reconciliation, ReconciliationError, viewsOf } from './rules/index.ts';
import { definedReconciliation } from './rules/options.ts';
import { abortSignal, anyClock, type ControlTables, controlTables } from './tables.ts';

export interface UndoOptions {
  readonly reconciliation: Reconciliation;
  /** The run whose repairs are undone. */
  readonly runId: string;
  /** Id of the undo, which has its own ledger. */
  readonly undoId: string;
  /** Keys; all by default. */
  readonly only?: readonly string[];
  readonly tables: ControlTables;
  readonly clock: Clock;
  /** Ends the undo between two operations. */
  readonly signal?: AbortSignal;
}

const undoOptions = strict({
  reconciliation: definedReconciliation,
  runId: filledText,
  undoId: filledText,
  only: z.optional(z.array(z.string())),
  tables: controlTables,
  clock: anyClock,
  signal: z.optional(abortSignal),
});

export interface UndoneOperation {
  readonly operationId: string;
  readonly rule: string;
  readonly key: string;
  readonly restored: boolean;
  /** Why it was not restored, or which earlier undo restored it. */
  readonly reason?: string;
  /** Present if the repair wrote nothing, so that nothing is left to restore. */
  readonly unwritten?: true;
}

/**
 * Undoes the repairs of a run one by one, the latest first. If an undo is killed, the next one continues it.
 *
 * @throws ReconciliationError for wrong options or tables; StoreReadError or ControlTablesError for those that do not
 * answer; RunStoppedError if another run holds the lease or takes it meanwhile; the ledger then shows what was restored
 */
export async function undo(options: UndoOptions): Promise<UndoneOperation[]> {
  checkArgument('undo', undoOptions, options);
  const { undoId, tables, clock } = options;
  const problems = await tableProblems(tables);
  if (problems.length > 0) throw new ReconciliationError(problems);
  const lease = await acquireLease({ ...tables, runId: undoId, clock }).catch(throwControlTablesError);
  const ledger = openLedger({ ...tables, runId: undoId, fence: lease.fence });
  try {
    const operations: UndoneOperation[] = [];
    for await (const operation of undone(options, lease, ledger)) operations.push(operation);
    return operations;
  } catch (error) {
    return throwControlTablesError(error);
  } finally {
    await lease.release(ledger.isSettled()).catch(() => undefined);
  }
}

/** Reads of the stores throw errors of their own, so what else a server says comes from the tables. */
function throwControlTablesError(error: unknown): never {
  throw isFromServer(error) && !(error instanceof ReconcilerError) ? new ControlTablesError(error) : error;
}

async function* undone(options: UndoOptions, lease: FencedLease, ledger: Ledger): AsyncGenerator<UndoneOperation> {
  const { reconciliation, runId, undoId, only, tables, clock, signal = new AbortController().signal } = options;
  const reading: Reading = { signal, received: () => undefined };
  await recover({ reconciliation, tables, lease, clock, reading });
  const views = viewsOf(reconciliation);
  const sensitiveRules = new Set(
    reconciliation.rules.filter(({ engine }) => (engine.sensitive?.size ?? 0) > 0).map(({ name }) => name),
  );
  const { entries, damaged } = await readEntries(tables.client, tables.ledgerTable, runId);
  for (const { operationId, damage } of damaged) {
    if (only !== undefined && !only.includes(keyIn(operationId))) continue;
    const reason = `its entry in the ledger ${damage}`;
    yield { operationId, rule: ruleOf(operationId), key: keyIn(operationId), restored: false, reason };
  }
  for (const entry of entries.reverse()) {
    if (only !== undefined && !only.includes(entry.key)) continue;
    signal.throwIfAborted();
    await lease.renew();
    const { operationId, rule, key, undoneBy } = entry;
    const operation = { operationId, rule, key };
    if (undoneBy !== undefined) {
      yield { ...operation, restored: true, reason: `already restored by ${undoneBy}` };
      continue;
    }
    const reason =
      whyNotUndoable(entry, views) ??
      (await restore(entry, views, { ledger, undoId, clock, reading, tables, isSensitive: sensitiveRules.has(rule) }));
    yield {
      ...operation,
      restored: reason === undefined,
      ...(reason !== undefined && { reason }),
      ...(isUnwrittenRepair(entry) && { unwritten: true }),
    };
  }
}

/** The key that a damaged entry's own name shows. */
const keyIn = (operationId: string): string => operationId.slice(operationId.indexOf('#') + 1);

const WRITTEN_OR_IN_DOUBT: readonly LedgerEntry['status'][] = ['done', 'intended', 'unknown'];

const isUnwrittenRepair = ({ action, status }: LedgerEntry): boolean =>
  action.kind === 'write' && !WRITTEN_OR_IN_DOUBT.includes(status);

/** Why the repair cannot be undone; undefined if an undo can be tried. */
function whyNotUndoable(
  { action, status, preImage, postImage, reason }: LedgerEntry,
  views: ReadonlyMap<string, View>,
): string | undefined {
  if (action.kind === 'call') {
    return `${action.owner} was called, and evenkeel cannot undo a call; compensation: ${action.compensation}`;
  }
  if (status === 'intended')
    return 'the run ended before it recorded whether this was written, and no later run has checked';
  if (status === 'unknown') return `it is not known whether this was written: ${reason ?? 'the row does not show it'}`;
  if (status !== 'done') return `nothing was written: the repair is recorded as ${status}`;
  if (postImage === undefined) return OVERWRITTEN;
  const view = views.get(action.view);
  if (view?.write === undefined) return `${action.view} is not writable in these rules`;
  const images = [preImage, postImage].filter((image) => image !== null);
  return images.map((image) => view.images?.whyNotRestorable?.(image)).find((why) => why !== undefined);
}

interface UndoPorts {
  readonly tables: ControlTables;
  /** Whether error messages of the rule's stores may contain sensitive values. */
  readonly isSensitive: boolean;
  readonly ledger: Ledger;
  readonly undoId: string;
  readonly clock: Clock;
  readonly reading: Reading;
}

/**
 * @returns why it was not restored; undefined if it was
 */
async function restore(
  entry: LedgerEntry,
  views: ReadonlyMap<string, View>,
  { ledger, undoId, clock, reading, tables, isSensitive }: UndoPorts,
): Promise<string | undefined> {
  const { runId, operationId, rule, key, action } = entry;
  const view = action.kind === 'write' ? views.get(action.view) : undefined;
  if (view === undefined) return 'no rule uses the view of this repair';
  // A guard checks what it names; only the row itself shows that nothing was added since.
  const row = (await view.read([key], reading)).get(key);
  const current = row?.image ?? null;
  const target = isUnwritten(view, current, entry.postImage ?? null)
    ? { image: entry.preImage, expected: entry.postImage ?? null }
    : rebased(entry, current, await readHistory(tables.client, tables.ledgerTable, key), views);
  if ('reason' in target) return target.reason;
  const { image, expected } = target;
  const kept = await keptBefore(view, { kind: 'restore', key, image, expected }, expected, reading);
  if ('reason' in kept) return kept.reason;
  const at = new Date(clock.now());
  const planned = { image };
  await ledger.intend({
    operationId,
    rule,
    key,
    planned,
    at,
    action: { kind: 'write', view: view.name, write: 'restore' },
    preImage: kept.preImage,
    undoes: { runId, operationId },
  });
  const conclusion: Conclusion = await write(
    { view, write: kept.write, isSensitive },
    { key, preImage: kept.preImage, planned },
    { mark: markOf(undoId, operationId), at },
    reading,
  );
  await ledger.conclude(operationId, conclusion, new Date(clock.now()));
  return conclusion.status === 'done' ? undefined : conclusion.reason;
}

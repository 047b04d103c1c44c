/** Takes the repairs of a run back: images are restored where nobody has written since. */
import { acquireLease, type LedgerEntry, openLedger, readLedger } from './control/index.ts';
import type { Clock, View } from './engine/index.ts';
import type { ControlTables } from './run-reconcile.ts';
import type { Reconciliation } from './rules/index.ts';

export interface UndoOptions {
  readonly reconciliation: Reconciliation;
  /** The run whose repairs are taken back. */
  readonly runId: string;
  /** Of the undo itself: it has a ledger of its own, under this id. */
  readonly undoId: string;
  /** Keys; all by default. */
  readonly only?: readonly string[];
  readonly tables: ControlTables;
  readonly clock: Clock;
}

export interface UndoneOperation {
  readonly operationId: string;
  readonly rule: string;
  readonly key: string;
  readonly restored: boolean;
  /** Why it was not, and what can be done instead. */
  readonly reason?: string;
}

export async function undo({
  reconciliation,
  runId,
  undoId,
  only,
  tables,
  clock,
}: UndoOptions): Promise<UndoneOperation[]> {
  const lease = await acquireLease({ ...tables, runId: undoId, clock });
  try {
    const ledger = openLedger({ ...tables, runId: undoId, fence: lease.fence });
    const views = new Map(reconciliation.rules.flatMap((rule) => rule.views.map((view) => [view.name, view] as const)));
    const entries = await readLedger(tables.client, tables.ledgerTable, runId);
    const outcomes: UndoneOperation[] = [];
    for (const entry of entries.reverse()) {
      if (only !== undefined && !only.includes(entry.key)) continue;
      await lease.renew();
      const { operationId, rule, key } = entry;
      const reason = await undoEntry(entry, views, { ledger, undoId, clock });
      outcomes.push({
        operationId,
        rule,
        key,
        restored: reason === undefined,
        ...(reason !== undefined && { reason }),
      });
    }
    return outcomes;
  } finally {
    await lease.release().catch(() => undefined);
  }
}

/** Why it was not restored; undefined when it was. */
async function undoEntry(
  { operationId, rule, key, action, status, preImage, postImage }: LedgerEntry,
  views: ReadonlyMap<string, View>,
  { ledger, undoId, clock }: { ledger: ReturnType<typeof openLedger>; undoId: string; clock: Clock },
): Promise<string | undefined> {
  if (status === 'intended') return 'the run ended before it said whether this was written; compare again to see';
  if (status !== 'done') return `nothing was written: it was ${status}`;
  if (action.kind === 'call')
    return `made by ${action.owner}, which is not taken back; compensation: ${action.compensation}`;
  const view = views.get(action.view);
  if (view?.write === undefined) return `${action.view} is not written through by these rules`;
  const at = new Date(clock.now());
  const expected = postImage ?? null;
  await ledger.intend({
    operationId,
    rule,
    key,
    action: { kind: 'write', view: view.name, write: 'restore' },
    preImage: expected,
    at,
  });
  const outcome = await view.write(
    { kind: 'restore', key, image: preImage, expected },
    { mark: `${undoId}#${operationId}`, at },
  );
  const conclusion = outcome.written
    ? ({ status: 'done', postImage: outcome.image } as const)
    : ({ status: 'refused', reason: outcome.reason } as const);
  await ledger.conclude(operationId, conclusion, new Date(clock.now()));
  return outcome.written ? undefined : outcome.reason;
}

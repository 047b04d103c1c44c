/** Takes the repairs of a run back: images are restored where nobody has written since. */
import { acquireLease, type FencedLease, type LedgerEntry, openLedger, readLedger } from './control/index.ts';
import {
  type Clock,
  type Conclusion,
  type Ledger,
  markOf,
  type Reading,
  sameImage,
  type View,
  write,
} from './engine/index.ts';
import { recover } from './recover.ts';
import { type Reconciliation, viewsOf } from './rules/index.ts';
import type { ControlTables } from './tables.ts';

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
  /** Ends the undo between two operations. */
  readonly signal?: AbortSignal;
}

export interface UndoneOperation {
  readonly operationId: string;
  readonly rule: string;
  readonly key: string;
  readonly restored: boolean;
  /** Why it was not, and what can be done instead; or by which earlier undo it was. */
  readonly reason?: string;
}

/**
 * The repairs of a run, last ones first, each restored alone. An undo that was killed is gone on with by another.
 *
 * @throws RunStoppedError where another run holds the lease, or has taken it since; the ledger tells what was restored
 */
export async function undo(options: UndoOptions): Promise<UndoneOperation[]> {
  const { undoId, tables, clock } = options;
  const lease = await acquireLease({ ...tables, runId: undoId, clock });
  const ledger = openLedger({ ...tables, runId: undoId, fence: lease.fence });
  try {
    const operations: UndoneOperation[] = [];
    for await (const operation of undone(options, lease, ledger)) operations.push(operation);
    return operations;
  } finally {
    await lease.release(ledger.isSettled()).catch(() => undefined);
  }
}

async function* undone(options: UndoOptions, lease: FencedLease, ledger: Ledger): AsyncGenerator<UndoneOperation> {
  const { reconciliation, runId, undoId, only, tables, clock, signal = new AbortController().signal } = options;
  const reading: Reading = { signal, received: () => undefined };
  await recover({ reconciliation, tables, lease, clock, reading });
  const views = viewsOf(reconciliation);
  const entries = await readLedger(tables.client, tables.ledgerTable, runId);
  for (const entry of entries.reverse()) {
    if (only !== undefined && !only.includes(entry.key)) continue;
    signal.throwIfAborted();
    await lease.renew();
    const { operationId, rule, key, undoneBy } = entry;
    const told = { operationId, rule, key };
    if (undoneBy !== undefined) {
      yield { ...told, restored: true, reason: `restored before, by ${undoneBy}` };
      continue;
    }
    const reason = bar(entry, views) ?? (await restore(entry, views, { ledger, undoId, clock, reading }));
    yield { ...told, restored: reason === undefined, ...(reason !== undefined && { reason }) };
  }
}

const OVERWRITTEN = 'somebody has written to the row since';

/** Why it is not even tried; undefined where it is. */
function bar({ action, status, postImage, reason }: LedgerEntry, views: ReadonlyMap<string, View>): string | undefined {
  if (action.kind === 'call') {
    return `${action.owner} was asked, which is not taken back; compensation: ${action.compensation}`;
  }
  if (status === 'intended') return 'the run did not say whether this was written, and nobody has looked since';
  if (status === 'unknown') return `whether this was written is not known: ${reason ?? 'the row does not tell'}`;
  if (status !== 'done') return `nothing was written: it was ${status}`;
  if (postImage === undefined) return OVERWRITTEN;
  return views.get(action.view)?.write === undefined
    ? `${action.view} is not written through by these rules`
    : undefined;
}

interface UndoPorts {
  readonly ledger: Ledger;
  readonly undoId: string;
  readonly clock: Clock;
  readonly reading: Reading;
}

/** Why it was not restored; undefined when it was. */
async function restore(
  { runId, operationId, rule, key, action, preImage, postImage = null }: LedgerEntry,
  views: ReadonlyMap<string, View>,
  { ledger, undoId, clock, reading }: UndoPorts,
): Promise<string | undefined> {
  const view = action.kind === 'write' ? views.get(action.view) : undefined;
  if (view === undefined) return 'its view is not among the rules';
  // A guard names what must be there; that nothing was added since, only the row itself can tell.
  const row = (await view.read([key], reading)).get(key);
  if (!sameImage(row?.image ?? null, postImage)) return OVERWRITTEN;
  const at = new Date(clock.now());
  const planned = { image: preImage };
  await ledger.intend({
    ...{ operationId, rule, key, planned, at },
    action: { kind: 'write', view: view.name, write: 'restore' },
    preImage: postImage,
    undoes: { runId, operationId },
  });
  const conclusion: Conclusion = await write(
    { kind: 'write', view, write: { kind: 'restore', key, image: preImage, expected: postImage } },
    { key, preImage: postImage, planned },
    { mark: markOf(undoId, operationId), at },
    reading,
  );
  await ledger.conclude(operationId, conclusion, new Date(clock.now()));
  return conclusion.status === 'done' ? undefined : conclusion.reason;
}

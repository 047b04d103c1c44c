/**
 * Follows evenkeel's own writes from the image that a repair left to the current row. Any other change was written by
 * somebody else.
 */
import type { LedgerEntry } from './control/index.ts';
import { columnsOf, isUnwritten, type Json, jsonText, parseJson, type View } from './engine/index.ts';

/** What an undo replaces the current row with, or why it must not. */
export type Rebased = { readonly image: string | null; readonly expected: string | null } | { readonly reason: string };

export const OVERWRITTEN = 'the row was written since the repair';

/** @param history evenkeel's writes to rows with this key, in any order */
export function rebased(
  entry: LedgerEntry,
  current: string | null,
  history: readonly LedgerEntry[],
  views: ReadonlyMap<string, View>,
): Rebased {
  const view = entry.action.kind === 'write' ? views.get(entry.action.view) : undefined;
  const { preImage, postImage = null } = entry;
  if (view === undefined) return { reason: OVERWRITTEN };
  const path = pathTo(view, postImage, current, writesTo(view, entry, history, views));
  if (path === undefined) return { reason: OVERWRITTEN };
  const standing = path.filter(({ undoes, undoneBy }) => undoes === undefined && undoneBy === undefined);
  const before = standing.find((later) => isBefore(later, entry));
  if (before !== undefined)
    return { reason: `run ${before.runId} wrote the row after this repair: undo that run first` };
  if (preImage === null || postImage === null || current === null) return { image: preImage, expected: current };
  return { image: changedBack(preImage, postImage, current, standing), expected: current };
}

/** Whether the later write has to be undone before the earlier one: it created or deleted the row, or wrote the same fields. */
function isBefore(later: LedgerEntry, earlier: LedgerEntry): boolean {
  if ([later, earlier].some(({ preImage, postImage = null }) => preImage === null || postImage === null)) return true;
  const names = new Set(Object.keys(earlier.planned?.fields ?? {}));
  return Object.keys(later.planned?.fields ?? {}).some((name) => names.has(name));
}

/** Other finished writes to the same table, through any view of it. */
function writesTo(
  view: View,
  entry: LedgerEntry,
  history: readonly LedgerEntry[],
  views: ReadonlyMap<string, View>,
): LedgerEntry[] {
  return history.filter(({ action, status, postImage, runId, operationId }) => {
    if (action.kind !== 'write' || status !== 'done' || postImage === undefined) return false;
    if (runId === entry.runId && operationId === entry.operationId) return false;
    return isSameTable(view, views.get(action.view));
  });
}

/**
 * Two clients may reach one table, or two tables of one name. Images that hold the mark of a repair tell them apart: no
 * item of another table has the mark of a repair of this one.
 */
function isSameTable(view: View, other: View | undefined): boolean {
  if (other?.name === view.name) return true;
  if (view.origin === undefined || other?.origin?.table !== view.origin.table) return false;
  return other.origin.store === view.origin.store || [view, other].every(({ images }) => images?.mark !== undefined);
}

/** The writes that lead from one image to the other, each starting from what the one before it left. */
function pathTo(
  view: View,
  from: string | null,
  to: string | null,
  writes: readonly LedgerEntry[],
): readonly LedgerEntry[] | undefined {
  const path: LedgerEntry[] = [];
  for (let image = from; !isUnwritten(view, to, image); ) {
    const next = writes.find((write) => !path.includes(write) && isUnwritten(view, write.preImage, image));
    if (next === undefined) return undefined;
    path.push(next);
    image = next.postImage ?? null;
  }
  return path;
}

/** The current image with the columns that the write changed as they were before it, except those that `later` writes changed. */
function changedBack(before: string, after: string, current: string, later: readonly LedgerEntry[]): string {
  const kept = new Set(later.flatMap(({ preImage, postImage }) => changedIn(preImage ?? '{}', postImage ?? '{}')));
  const earlier = new Map(Object.entries(parseJson(before) as Record<string, Json>));
  const image = new Map(Object.entries(parseJson(current) as Record<string, Json>));
  for (const column of changedIn(before, after)) {
    if (kept.has(column)) continue;
    const value = earlier.get(column);
    if (value === undefined) image.delete(column);
    else image.set(column, value);
  }
  return jsonText(Object.fromEntries(image));
}

/** Not the name of any column: an image uses it for what is not a column. */
const NO_COLUMN = '';

function changedIn(before: string, after: string): string[] {
  const [one, other] = [before, after].map((image) => new Map(Object.entries(columnsOf(image))));
  const names = new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])]);
  return [...names].filter(
    (name) => name !== NO_COLUMN && JSON.stringify(one?.get(name)) !== JSON.stringify(other?.get(name)),
  );
}

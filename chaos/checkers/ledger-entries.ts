/** What the entries of a ledger say of themselves, and against the result of their run. */
import type { LedgerEntry, ReconcileResult, RunEvent } from '../schemas/index.ts';
import { changedFields } from './closed-world/values.ts';

export const isDone = ({ status }: LedgerEntry): boolean => status === 'done';

/** Where the results and the ledgers of the reconcile runs do not have the same repairs. */
export function deviations(
  reconciles: readonly ReconcileResult[],
  ledgers: ReadonlyMap<string, readonly LedgerEntry[]>,
  events: readonly RunEvent[],
): string[] {
  // A result that is too long to be stored omits differences, which the check `evidence-whole` reports.
  const cut = new Set(
    events.flatMap((event) => (event.kind === 'reconcile.ended' && event.omitted !== undefined ? [event.runId] : [])),
  );
  return reconciles.flatMap((result) => deviationsOf(result, ledgers.get(result.runId) ?? [], !cut.has(result.runId)));
}

/** @param isWhole whether the result lists every difference */
function deviationsOf(
  { runId, differences }: ReconcileResult,
  entries: readonly LedgerEntry[],
  isWhole: boolean,
): string[] {
  const nameOf = ({ rule, key }: { readonly rule: string; readonly key: string }) => JSON.stringify([rule, key]);
  const own = entries.filter(({ undoes }) => !undoes);
  // A deletion is refused if somebody else has deleted the row, which repairs the difference too.
  const counts = (entry: LedgerEntry) => isDone(entry) || entry.status === 'refused';
  const recorded = new Set(own.filter(counts).map(nameOf));
  const found = new Set(differences.map(nameOf));
  const repaired = differences.filter((difference) => difference.repaired);
  const names = new Set(repaired.map(nameOf).filter((name) => recorded.has(name)));
  return [
    ...repaired
      .filter((difference) => !recorded.has(nameOf(difference)))
      .map(({ rule, key }) => `${rule} ${key}: repaired by ${runId}, but its ledger has no entry`),
    // A repair ends with the first of its operations that is not done, and the difference is then not repaired.
    ...own
      .filter((entry) => !counts(entry) && names.has(nameOf(entry)))
      .map(
        ({ rule, key, operationId, status }) => `${rule} ${key}: repaired by ${runId}, but ${operationId} is ${status}`,
      ),
    ...own
      .filter((entry) => isWhole && !found.has(nameOf(entry)))
      .map(({ rule, key }) => `${rule} ${key}: in the ledger of ${runId}, which did not find it`),
  ];
}

/** An operation that is done has changed something: a deletion a row that was there, an update one of its fields. */
export function withoutChange({ rule, key, action, preImage, postImage }: LedgerEntry): string[] {
  if (action.kind === 'call' || preImage === undefined || postImage === undefined) return [];
  const line = (what: string) => [`${rule} ${key}: the ledger says that a ${action.write} was done, but ${what}`];
  const [was, is] = [preImage?.fields, postImage?.fields];
  if (action.write === 'create' && was !== undefined) return line('there was a row before it');
  if (action.write !== 'create' && was === undefined) return line('there was no row');
  if (action.write === 'delete' && is !== undefined) return line('there is a row after it');
  return changedFields(was, is).length > 0 ? [] : line('its images are equal');
}

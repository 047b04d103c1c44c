import type { Fields, LedgerEntry, ReconcileResult, RunEvent } from '../schemas/index.ts';
import type { Parts } from '../evidence/evidence.ts';
import type { SystemDefinition } from '../system/index.ts';
import { checker, counted, invalid, judgesReconciler, unknown, valid } from './checker.ts';
import { recordChanges, type RecordChange } from './closed-world/record-changes.ts';
import { changedFields, shown } from './closed-world/values.ts';
import { judgedRunEnd } from './judged-run.ts';
import { ledgerKeyOf } from './ledger-key.ts';

/**
 * The reconciler's ledger holds every repair, and nothing else: an entry for each repaired difference, none without a
 * change, images as the stores held the rows, and no change since the drift without an entry. What an owner changed when
 * it was called to end a saga belongs to the entry of the call.
 */
export const ledgerWhole = checker(
  'ledger-whole',
  ['prediction', 'events', 'reconciles', 'ledgers', 'drifted', 'end'],
  ({ prediction, events, reconciles, ledgers, drifted, end }, journal, system) => {
    if (judgedRunEnd(events, journal) === undefined)
      return unknown('No reconcile run ended that could have repaired the stores.');
    const entries = [...ledgers.values()].flat();
    const since = entries.filter(({ intendedAt }) => intendedAt >= beginOf(events, drifted.at));
    const changes = recordChanges(drifted.views, end.views);
    const stranded = [...prediction.values()].filter(({ by }) => by === 'reconciler');
    const ended = new Set(stranded.map(({ correlationId }) => correlationId));
    for (const { action, key, status } of since) if (action.kind === 'call' && status !== 'refused') ended.add(key);
    const unreadable = since.filter(isUnreadable).map(({ operationId }) => `${operationId}: its images cannot be read`);
    const violations = [
      ...reconciles.flatMap((result) => deviations(result, ledgers.get(result.runId) ?? [])),
      ...entries.filter(isDone).flatMap(withoutChange),
      ...imageDeviations(since.filter(isDone), { drifted, end }),
      ...unrecorded(changes, since, ended, system),
    ];
    const measured = [
      { name: 'repairs in the ledger', unit: 'entries', value: entries.length, budget: null },
      { name: 'records changed since the drift', unit: 'records', value: changes.length, budget: null },
    ];
    if (violations.length > 0) {
      const distinct = [...new Set(violations)];
      return invalid(`The ledger and the stores differ in ${counted(distinct.length, 'point')}.`, distinct, measured);
    }
    if (unreadable.length > 0) return unknown('Some entries of the ledger cannot be compared.', unreadable, measured);
    return valid(
      `The ledger accounts for every change since the drift: ${entries.length === 1 ? '1 entry' : `${entries.length} entries`}.`,
      measured,
    );
  },
  judgesReconciler,
);

/** Virtual time from which a repair may have changed what the snapshot `drifted` shows. */
function beginOf(events: readonly RunEvent[], driftedAt: string): string {
  return events.find((event) => event.kind === 'drift.seeded')?.at ?? driftedAt;
}

const isDone = ({ status }: LedgerEntry): boolean => status === 'done';

const isUnreadable = ({ action, status, preImage, postImage }: LedgerEntry): boolean =>
  action.kind === 'write' && status === 'done' && (preImage === undefined || postImage === undefined);

/** Where the run's result and its ledger do not have the same repairs. */
function deviations({ runId, differences }: ReconcileResult, entries: readonly LedgerEntry[]): string[] {
  const nameOf = ({ rule, key }: { readonly rule: string; readonly key: string }) => JSON.stringify([rule, key]);
  // A deletion is refused if somebody else has deleted the row, which repairs the difference too.
  const counts = (entry: LedgerEntry) => !entry.undoes && (isDone(entry) || entry.status === 'refused');
  const recorded = new Set(entries.filter(counts).map(nameOf));
  const found = new Set(differences.map(nameOf));
  return [
    ...differences
      .filter((difference) => difference.repaired && !recorded.has(nameOf(difference)))
      .map(({ rule, key }) => `${rule} ${key}: repaired by ${runId}, but its ledger has no entry`),
    ...entries
      .filter((entry) => !entry.undoes && !found.has(nameOf(entry)))
      .map(({ rule, key }) => `${rule} ${key}: in the ledger of ${runId}, which did not find it`),
  ];
}

/** An operation that is done has changed something: a deletion a row that was there, an update one of its fields. */
function withoutChange({ rule, key, action, preImage, postImage }: LedgerEntry): string[] {
  if (action.kind === 'call' || preImage === undefined || postImage === undefined) return [];
  const line = (what: string) => [`${rule} ${key}: the ledger says that a ${action.write} was done, but ${what}`];
  const [was, is] = [preImage?.fields, postImage?.fields];
  if (action.write === 'create' && was !== undefined) return line('there was a row before it');
  if (action.write !== 'create' && was === undefined) return line('there was no row');
  if (action.write === 'delete' && is !== undefined) return line('there is a row after it');
  return changedFields(was, is).length > 0 ? [] : line('its images are equal');
}

type Stores = Pick<Parts, 'drifted' | 'end'>;

/** The first image of a row is what drift left, the last one what stands at the end, and each begins where another ended. */
function imageDeviations(entries: readonly LedgerEntry[], { drifted, end }: Stores): string[] {
  const rows = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    if (entry.action.kind === 'call' || entry.preImage === undefined || entry.postImage === undefined) continue;
    const name = JSON.stringify([entry.action.view, ledgerKeyOf(entry)]);
    rows.set(name, [...(rows.get(name) ?? []), entry]);
  }
  return [...rows].flatMap(([name, chain]) => {
    const [view, key] = JSON.parse(name) as [string, string];
    chain.sort((one, other) => (one.intendedAt < other.intendedAt ? -1 : 1));
    const images = chain.flatMap(({ preImage, postImage }) => [preImage?.fields, postImage?.fields]);
    const steps = [drifted.views.get(view)?.get(key)?.fields, ...images, end.views.get(view)?.get(key)?.fields];
    const lines = leadNowhere(images) ? [`${view} ${key}: its repairs end where they began`] : [];
    // Between two operations, and before the first and after the last one, nobody wrote.
    for (let at = 0; at < steps.length; at += 2) {
      const [one, other] = [steps[at], steps[at + 1]];
      const where = at === 0 ? 'before its repair' : at + 2 === steps.length ? 'at the end' : 'between its repairs';
      for (const field of changedShown(one, other, at === 0 ? 'image-is-other' : 'image-is-one')) {
        lines.push(
          `${view} ${key}: ${field} ${where} is ${shown(one?.[field])} and ${shown(other?.[field])}, by the ledger and the stores`,
        );
      }
      if ((one === undefined) !== (other === undefined))
        lines.push(`${view} ${key}: ${where}, the ledger and the stores disagree on whether there is a row`);
    }
    return lines;
  });
}

/** The first and the last image of a row are the same, or there is none of both. */
function leadNowhere(images: readonly (Fields | undefined)[]): boolean {
  return changedFields(images[0], images.at(-1)).length === 0;
}

/** An image may show less than the view: PostgreSQL's leave out times and binary values, which are texts in a view. */
function changedShown(
  one: Fields | undefined,
  other: Fields | undefined,
  kind: 'image-is-one' | 'image-is-other',
): string[] {
  if (one === undefined || other === undefined) return [];
  const [image, row] = kind === 'image-is-one' ? [one, other] : [other, one];
  const isBare = Object.keys(image).length === 0;
  return changedFields(one, other).filter((field) => field in image || isBare || isShown(row[field]));
}

/** Whether every image shows a value of this kind. */
function isShown(value: Fields[string] | undefined): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

/** Changes that neither a write of the ledger nor the end of a saga accounts for. */
function unrecorded(
  changes: readonly RecordChange[],
  entries: readonly LedgerEntry[],
  ended: ReadonlySet<string>,
  system: SystemDefinition | undefined,
): string[] {
  const written = new Set(
    entries.flatMap((entry) =>
      entry.action.kind === 'write' && entry.status !== 'refused'
        ? [JSON.stringify([entry.action.view, ledgerKeyOf(entry)])]
        : [],
    ),
  );
  const participants = new Set(Object.values(system?.saga?.participants ?? {}).map(({ view }) => view));
  const isOfEnded = ({ key, was, is }: RecordChange) =>
    ended.has(key) ||
    [was, is].some((fields) =>
      Object.values(fields ?? {}).some((value) => typeof value === 'string' && ended.has(value)),
    );
  return (
    changes
      .filter(({ view, key }) => !written.has(JSON.stringify([view, key])))
      .filter((one) => !isOfEnded(one))
      // A saga that ends changes what it shares with others, such as stock; the check `explained` says by how much.
      .filter(
        ({ view, was, is }) => ended.size === 0 || participants.has(view) || was === undefined || is === undefined,
      )
      .map(({ view, key, was, is }) => {
        const how = was === undefined ? 'created' : is === undefined ? 'deleted' : 'changed';
        return `${view} ${key}: ${how} since the drift, but no entry of the ledger says so`;
      })
  );
}

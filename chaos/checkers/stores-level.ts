import type { Fields, StoredRecord } from '../schemas/index.ts';
import { endOf, type JudgedSnapshot, type SystemDefinition } from '../system/index.ts';
import { checker, counted, judgesReconciler, unknown, validUnless } from './checker.ts';
import { type RecordChange, recordChanges } from './closed-world/record-changes.ts';
import { OpenSagas } from './closed-world/open-sagas.ts';
import { repeatedIn } from './closed-world/repeated.ts';
import { changedFields } from './closed-world/values.ts';
import { releasedDrift } from './code-releases.ts';
import { judgedRunEnd } from './judged-run.ts';
import { unlessReconcilerDisturbed } from './reconciler-disturbed.ts';

/**
 * The drift is gone from the stores themselves: at the end every view holds what it held before the drift was seeded.
 * Sagas that were stranded on purpose are excluded, because the reconciler has ended them since, and so are the records that
 * a release wrote wrongly under load: `reconciliation` and `explained` judge how they were repaired. A delivery that came
 * again may have written what the definition says.
 */
export const storesLevel = checker(
  'stores-level',
  ['history', 'prediction', 'events', 'before', 'drained', 'end'],
  ({ history, prediction, events, before, drained, end }, journal, system) => {
    if (judgedRunEnd(events, journal) === undefined)
      return unknown('No reconcile run ended that could have repaired the stores.');
    const stranded = new Set(
      [...prediction.values()].flatMap(({ by, correlationId }) => (by === 'reconciler' ? [correlationId] : [])),
    );
    const added = sagasAdded(drained, end).filter(({ correlationId }) => !stranded.has(correlationId));
    const excepted = new Set([...stranded, ...added.map(({ correlationId }) => correlationId)]);
    const released = new Set(releasedDrift(history, journal.experiment, events, system).map(({ key }) => key));
    const isRepeated = repeatedIn(new OpenSagas(drained.sagas), system?.expect);
    const differences = recordChanges(drained.views, end.views)
      .filter(({ key }) => !released.has(key))
      .filter(({ was, is }) => changesApartFromTimes(was, is).length > 0)
      .filter((change) => !isRepeated(change))
      .filter(({ key, was, is }) => !mentions(excepted, key, was) && !mentions(excepted, key, is))
      .filter(
        ({ view, key, was }) => stranded.size === 0 || isParticipant(view, system) || !isMoved(view, key, was, before),
      )
      .map(lineOf);
    const answer = validUnless(
      [...differences, ...seededSagas(added, system)],
      'At the end, the stores hold what they held before the drift.',
      (count) => `At the end, the stores differ in ${counted(count, 'key')} from what they held before the drift.`,
    );
    return unlessReconcilerDisturbed(answer, events, journal);
  },
  judgesReconciler,
);

function recordsOf({ views }: JudgedSnapshot, view: string): ReadonlyMap<string, StoredRecord> {
  return views.get(view) ?? new Map<string, StoredRecord>();
}

function sagasAdded({ sagas: earlier }: JudgedSnapshot, { sagas: later }: JudgedSnapshot): JudgedSnapshot['sagas'] {
  if (earlier === later) return [];
  const known = new Set(earlier.map(({ correlationId }) => correlationId));
  return later.filter(({ correlationId }) => !known.has(correlationId));
}

/** A time of change in UTC: a repair writes its own. */
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The fields that differ, apart from times. If one of the two lacks the record, all of its fields differ. */
function changesApartFromTimes(was: Fields | undefined, is: Fields | undefined): string[] {
  return changedFields(was, is).filter((field) => !(isTime(was?.[field]) && isTime(is?.[field])));
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && TIME.test(value);
}

/** Whether the record belongs to one of these sagas: by its key, or by one of its fields. */
function mentions(sagas: ReadonlySet<string>, key: string, fields: Fields | undefined): boolean {
  return sagas.has(key) || Object.values(fields ?? {}).some((value) => typeof value === 'string' && sagas.has(value));
}

function isParticipant(view: string, system: SystemDefinition | undefined): boolean {
  return Object.values(system?.saga?.participants ?? {}).some((participant) => participant.view === view);
}

/** Whether the load itself has changed the record, such as a counter. Ending a stranded saga then changes it again. */
function isMoved(view: string, key: string, drained: Fields | undefined, before: JudgedSnapshot): boolean {
  return changesApartFromTimes(recordsOf(before, view).get(key)?.fields, drained).length > 0;
}

function lineOf({ view, key, was, is }: RecordChange): string {
  if (was === undefined) return `${view} ${key}: seeded, and still there`;
  if (is === undefined) return `${view} ${key}: gone`;
  const changes = changesApartFromTimes(was, is).map(
    (field) => `${field} is ${textOf(is[field])}, was ${textOf(was[field])}`,
  );
  return `${view} ${key}: ${changes.join('; ')}`;
}

function textOf(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}

/** The reconciler may end a saga that drift created, but must not leave it unfinished. */
function seededSagas(added: JudgedSnapshot['sagas'], system: SystemDefinition | undefined): string[] {
  const saga = system?.saga;
  if (saga === undefined) return [];
  return added.flatMap((state) => {
    const reached = endOf(saga, state);
    return 'end' in reached ? [] : [`${state.correlationId}: seeded, and still there: ${reached.states}`];
  });
}

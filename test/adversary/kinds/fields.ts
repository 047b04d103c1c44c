/** Every field of every file, changed to other values. The fields are those of the schemas. */
import type * as z from 'zod';
import {
  AccessReport,
  Journal,
  LedgerEntry,
  Operation,
  ReconcileResult,
  RunEvent,
  SnapshotHeader,
  SnapshotName,
  StoredRecord,
  TraceSpan,
  TraceSummary,
} from '../../../chaos/schemas/index.ts';
import {
  ACCESS,
  EVENTS,
  HISTORY,
  type Json,
  JOURNAL,
  recordsFile,
  type RunDraft,
  TRACE_SUMMARY,
  TRACES,
} from '../run-files.ts';
import { alternativesOf, type Field, type FieldType, fieldsOf } from '../schema-fields.ts';
import { type Draw, drawn, type Kind } from './kind.ts';
import { placesOf, setAt, valueAt } from './places.ts';
import { changesFor, type Surroundings, type ValueChange } from './values.ts';

/** The documents or lines in which a field is. */
type Documents = (run: RunDraft) => readonly Json[];

/** @param where the file, and in it the kind of line, as they begin the kinds' names */
function kindsOf(where: string, fields: readonly Field[], documents: Documents): Kind[] {
  return fields.flatMap(({ path, type, optional, choices }) =>
    [...changesFor(type, optional, choices)].map(([how, change]) => ({
      name: `${where} ${path.join('.')}: ${how}`,
      apply: (run: RunDraft, draw: Draw) => changeField(documents(run), path, change, surroundingsOf(run), draw),
    })),
  );
}

/** Changes one of the values that can be changed in this way. */
function changeField(
  documents: readonly Json[],
  path: readonly string[],
  change: ValueChange,
  { from, to }: Pick<Surroundings, 'from' | 'to'>,
  draw: Draw,
): boolean {
  const found = documents.flatMap((document) => placesOf(document, path).map((place) => ({ document, place })));
  const elsewhere = rotated([...new Set(found.map(({ document, place }) => valueAt(document, place)))], draw);
  const changes = found.flatMap(({ document, place }) => {
    const value = valueAt(document, place);
    const other = change(value, { from, to, elsewhere });
    return other === undefined || other === value ? [] : [{ document, place, other }];
  });
  const chosen = drawn(changes, draw);
  if (chosen === undefined) return false;
  setAt(chosen.document, chosen.place, chosen.other);
  return true;
}

function rotated<Item>(items: readonly Item[], draw: Draw): Item[] {
  const first = items.length === 0 ? 0 : draw(items.length);
  return [...items.slice(first), ...items.slice(0, first)];
}

function surroundingsOf({ journal, events }: RunDraft): Pick<Surroundings, 'from' | 'to'> {
  return { from: journal.virtualStartedAt, to: events.at(-1)?.at ?? journal.virtualStartedAt };
}

const asJson = (documents: readonly object[]) => documents as readonly Json[];

function fileKinds(file: string, schema: z.ZodType, documents: Documents): Kind[] {
  return kindsOf(file, fieldsOf(schema), documents);
}

const isLedger = (name: string): boolean => name.endsWith('.ledger.ndjson');

const eventKinds: readonly Kind[] = [...alternativesOf(RunEvent, 'kind')].flatMap(([kind, fields]) =>
  kindsOf(`${EVENTS} ${kind}`, fields, (run) => run.lines(EVENTS).filter((event) => event['kind'] === kind)),
);

/** The fields of every kind of file but the snapshots' records. */
export const fieldKinds: readonly Kind[] = [
  ...fileKinds(JOURNAL, Journal, (run) => [run.document(JOURNAL)]),
  ...fileKinds(HISTORY, Operation, (run) => run.lines(HISTORY)),
  ...eventKinds,
  ...fileKinds(ACCESS, AccessReport, (run) => (run.names.includes(ACCESS) ? [run.document(ACCESS)] : [])),
  ...fileKinds(TRACES, TraceSpan, (run) => (run.names.includes(TRACES) ? run.lines(TRACES) : [])),
  ...fileKinds(TRACE_SUMMARY, TraceSummary, (run) =>
    run.names.includes(TRACE_SUMMARY) ? [run.document(TRACE_SUMMARY)] : [],
  ),
  ...fileKinds('reconcile', ReconcileResult, (run) => asJson(run.reconciles)),
  ...fileKinds('ledger', LedgerEntry, (run) => run.names.filter(isLedger).flatMap((name) => run.lines(name))),
  ...SnapshotName.options.flatMap((moment) =>
    fileKinds(`state/${moment}/snapshot.json`, SnapshotHeader, (run) => asJson([run.header(moment)])),
  ),
];

/**
 * The fields of the snapshots' records: those of the schema, and those that the views of this run have.
 *
 * @param views the views, with the fields of their records
 */
export function recordFieldKinds(views: ReadonlyMap<string, ReadonlyMap<string, FieldType>>): Kind[] {
  const common = fieldsOf(StoredRecord).filter(({ path }) => path[0] !== 'fields');
  return SnapshotName.options.flatMap((moment) =>
    [...views].flatMap(([view, types]) => {
      const own = [...types].map(
        ([name, type]): Field => ({ path: ['fields', name], type, optional: true, choices: [] }),
      );
      return kindsOf(recordsFile(moment, view), [...common, ...own], (run) => run.lines(recordsFile(moment, view)));
    }),
  );
}

/** The views of a run, with the fields of their records and the types of their values. */
export function viewsOf(run: RunDraft): Map<string, Map<string, FieldType>> {
  return new Map(
    run.header('end').views.map((view) => {
      const types = new Map<string, FieldType>();
      for (const { fields } of run.records('end', view)) {
        for (const [name, value] of Object.entries(fields)) types.set(name, typeOf(value));
      }
      return [view, types];
    }),
  );
}

function typeOf(value: unknown): FieldType {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'flag';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? 'time' : 'text';
  return 'json';
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Fields, type Snapshot, SnapshotHeader, type SnapshotName, type StoredRecord } from '../schemas/index.ts';
import type { JudgedSnapshot, SagaDefinition, SagaState } from '../system/index.ts';
import { MalformedError, parseJson, whyUnreadable } from './json.ts';
import { demandSequence, eachLine } from './lines.ts';

/** Finds the object that stands for a record or a saga which equals one that was read before. */
export interface Intern {
  record(view: string, record: StoredRecord): StoredRecord;
  /** To be called with each snapshot that was read: the records of the next one are compared with it. */
  readonly keep: (views: Snapshot['views']) => void;
  saga(saga: SagaState): SagaState;
}

/** Field objects that are shared by many records, such as `{ state: 'CAPTURED' }`; unique ones would only fill the memory. */
const MAX_SHARED = 10_000;

/**
 * Keeps one object for equal values: most records do not change between two snapshots, and many have the same fields as
 * others.
 */
export function createIntern(): Intern {
  let latest: Snapshot['views'] = new Map();
  const shared = new Map<string, Fields>();
  const sagas = new Map<string, SagaState>();
  const fieldsOf = (fields: Fields): Fields => {
    const text = JSON.stringify(fields);
    const known = shared.get(text);
    if (known === undefined && shared.size < MAX_SHARED) shared.set(text, fields);
    return known ?? fields;
  };
  return {
    record(view, record) {
      const known = latest.get(view)?.get(record.key);
      if (known !== undefined && isDeepStrictEqual(known, record)) return known;
      return { ...record, fields: fieldsOf(record.fields) };
    },
    keep(views) {
      latest = views;
    },
    saga(saga) {
      const known = sagas.get(saga.correlationId);
      if (known !== undefined && hasSameRecords(known, saga)) return known;
      sagas.set(saga.correlationId, saga);
      return saga;
    },
  };
}

function hasSameRecords(one: SagaState, other: SagaState): boolean {
  if (one.doubled !== undefined || other.doubled !== undefined) return false;
  return Object.entries(one.records).every(([participant, fields]) => other.records[participant] === fields);
}

function headerFile(name: SnapshotName): string {
  return `state/${name}/snapshot.json`;
}

/** A snapshot, with the number of entries of each of its files. */
export interface ReadSnapshot<Kind> {
  readonly snapshot: Kind;
  readonly counts: Readonly<Record<string, number>>;
}

/** @throws MalformedError when a file is missing or not what a run writes */
export async function readSnapshot(
  directory: string,
  name: SnapshotName,
  saga: SagaDefinition | undefined,
  intern: Intern = createIntern(),
): Promise<ReadSnapshot<JudgedSnapshot>> {
  const views = new Map<string, ReadonlyMap<string, StoredRecord>>();
  const { header, counts } = await eachRecord(directory, name, (view) => {
    const records = new Map<string, StoredRecord>();
    views.set(view, records);
    return (record) => {
      if (records.has(record.key)) throw new MalformedError(`${record.key} occurs twice`);
      const kept = intern.record(view, record);
      records.set(kept.key, kept);
    };
  });
  intern.keep(views);
  const snapshot: Snapshot = { name, at: header.at, views };
  return { snapshot: { ...snapshot, sagas: sagasOf(snapshot, saga, intern) }, counts };
}

/**
 * Checks the files of a snapshot and keeps only its time.
 *
 * @throws MalformedError as `readSnapshot`
 */
export async function readSnapshotTime(
  directory: string,
  name: SnapshotName,
): Promise<ReadSnapshot<Pick<Snapshot, 'at'>>> {
  const { header, counts } = await eachRecord(directory, name, () => () => undefined);
  return { snapshot: { at: header.at }, counts };
}

async function eachRecord(
  directory: string,
  name: SnapshotName,
  takeFrom: (view: string) => (record: StoredRecord) => void,
): Promise<{ readonly header: SnapshotHeader; readonly counts: Readonly<Record<string, number>> }> {
  const file = headerFile(name);
  const header = await inFile(file, async () =>
    SnapshotHeader.parse(parseJson(await readFile(join(directory, file), 'utf8'))),
  );
  if (header.name !== name) throw new MalformedError(`${file} is the snapshot ${header.name}`);
  const counts: Record<string, number> = { [file]: header.views.length };
  for (const view of header.views) {
    if (!/^[\w.-]+$/.test(view) || view.startsWith('.')) throw new MalformedError(`${file} names no view: ${view}`);
    const lines = `state/${name}/${view}.ndjson`;
    const take = takeFrom(view);
    counts[lines] = await inFile(lines, () =>
      eachLine(join(directory, lines), (line, place) => {
        take(recordOf(line, place));
      }),
    );
  }
  return { header, counts };
}

/** Checked by hand, because there are millions: what JSON can hold needs no further check. */
function recordOf(line: string, place: number): StoredRecord {
  const parsed = parseJson(line);
  if (!isObject(parsed)) throw new MalformedError('it is not an object');
  const { sequence, key, fields, version, touchedAt, ...others } = parsed;
  demandSequence(sequence, place);
  if (typeof key !== 'string') throw new MalformedError('key: must be a text');
  if (!isObject(fields)) throw new MalformedError('fields: must be an object');
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new MalformedError(`${unknown}: is not a known field`);
  const record: StoredRecord = { key, fields: fields as Fields };
  if (version !== undefined) record.version = textIn('version', version);
  if (touchedAt !== undefined) record.touchedAt = textIn('touchedAt', touchedAt);
  return record;
}

function textIn(field: string, value: unknown): string {
  if (typeof value !== 'string') throw new MalformedError(`${field}: must be a text`);
  return value;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function inFile<Value>(file: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw new MalformedError(whyUnreadable(file, error));
  }
}

/** The sagas of all correlation ids that a participant holds a record for, in the order of their ids. */
export function sagasOf(snapshot: Snapshot, saga: SagaDefinition | undefined, intern: Intern): SagaState[] {
  if (saga === undefined) return [];
  const participants = Object.entries(saga.participants).map(([name, { view, correlationId }]) => ({
    name,
    ...byCorrelationId(snapshot, view, correlationId),
  }));
  const ids = new Set(participants.flatMap(({ records }) => [...records.keys()]));
  return [...ids].sort().map((correlationId) => {
    const doubled = participants.flatMap((one) => (one.doubled.has(correlationId) ? [one.name] : []));
    const records = Object.fromEntries(participants.map((one) => [one.name, one.records.get(correlationId) ?? null]));
    return intern.saga({ correlationId, records, ...(doubled.length > 0 && { doubled }) });
  });
}

interface RecordsById {
  readonly records: ReadonlyMap<string, Fields>;
  /** Correlation ids with more than one record. */
  readonly doubled: ReadonlySet<string>;
}

function byCorrelationId({ views }: Snapshot, view: string, field: string | undefined): RecordsById {
  const records = new Map<string, Fields>();
  const doubled = new Set<string>();
  for (const { key, fields } of views.get(view)?.values() ?? []) {
    const value = field === undefined ? key : fields[field];
    if (typeof value !== 'string') continue;
    if (records.has(value)) doubled.add(value);
    records.set(value, fields);
  }
  return { records, doubled };
}

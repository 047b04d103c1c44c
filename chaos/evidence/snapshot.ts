import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Fields, type Snapshot, SnapshotHeader, type SnapshotName, type StoredRecord } from '../schemas/index.ts';
import { wording } from '../schemas/mistakes.ts';
import {
  correlationIdIn,
  type JudgedSnapshot,
  type Participant,
  type SagaDefinition,
  type SagaState,
} from '../system/index.ts';
import { MalformedError, parseJson, whyUnreadable } from './json.ts';
import { demandSequence, eachLine } from './lines.ts';

/**
 * Shares one object between equal values, because most records, sagas and files do not change between two snapshots.
 */
export interface Intern {
  /** A file with the same bytes that was read before. */
  known(view: string, digest: string): ReadFile | undefined;
  /** Keeps a file for the next snapshots. */
  keep(view: string, digest: string, file: ReadFile): void;
  /** The previous snapshot's record, if it is equal. */
  record(view: string, record: StoredRecord): StoredRecord;
  saga(saga: SagaState): SagaState;
  /** The previous snapshot's sagas, if the participants' records are the same. */
  sagas(held: readonly Records[], make: () => readonly SagaState[]): readonly SagaState[];
}

interface ReadFile {
  readonly records: Records;
  readonly count: number;
}

type Records = ReadonlyMap<string, StoredRecord>;

/**
 * Field objects that are shared by many records, such as `{ state: 'CAPTURED' }`; keeping unique objects would only
 * fill the memory.
 */
const MAX_SHARED = 10_000;

export function createIntern(): Intern {
  const latest = new Map<string, ReadFile & { readonly digest: string }>();
  const shared = new Map<string, Fields>();
  const sagas = new Map<string, SagaState>();
  let last: { readonly held: readonly Records[]; readonly sagas: readonly SagaState[] } | undefined;
  const fieldsOf = (fields: Fields): Fields => {
    if (shared.size >= MAX_SHARED) return fields;
    const text = JSON.stringify(fields);
    const known = shared.get(text);
    if (known === undefined) shared.set(text, fields);
    return known ?? fields;
  };
  return {
    known(view, digest) {
      const file = latest.get(view);
      return file?.digest === digest ? file : undefined;
    },
    keep(view, digest, file) {
      latest.set(view, { ...file, digest });
    },
    record(view, record) {
      const known = latest.get(view)?.records.get(record.key);
      if (known !== undefined && isSameRecord(known, record)) return known;
      record.fields = fieldsOf(record.fields);
      return record;
    },
    saga(saga) {
      const known = sagas.get(saga.correlationId);
      if (known !== undefined && hasSameRecords(known, saga)) return known;
      sagas.set(saga.correlationId, saga);
      return saga;
    },
    sagas(held, make) {
      if (last !== undefined && held.every((records, at) => records === last?.held[at])) return last.sagas;
      last = { held, sagas: make() };
      return last.sagas;
    },
  };
}

function isSameRecord(one: StoredRecord, other: StoredRecord): boolean {
  return one.version === other.version && one.touchedAt === other.touchedAt && isSameJson(one.fields, other.fields);
}

/** Much faster than a deep comparison of any values: there are millions. */
function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [left, right] = [one as Readonly<Record<string, unknown>>, other as Readonly<Record<string, unknown>>];
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && isSameJson(left[name], right[name]))
  );
}

function hasSameRecords(one: SagaState, other: SagaState): boolean {
  if (one.doubled !== undefined || other.doubled !== undefined) return false;
  return Object.entries(one.records).every(([participant, fields]) => other.records[participant] === fields);
}

function linesFile(name: SnapshotName, view: string): string {
  return `state/${name}/${view}.ndjson`;
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
  const { header, files } = await readFiles(directory, name, intern);
  const views = new Map(Object.entries(files).map(([view, { records }]) => [view, records]));
  const snapshot: Snapshot = { name, at: header.at, views };
  return { snapshot: { ...snapshot, sagas: sagasOf(snapshot, saga, intern) }, counts: countsOf(header, files) };
}

/**
 * Checks the files of a snapshot and keeps only its time.
 *
 * @throws MalformedError as `readSnapshot`
 */
export async function readSnapshotTime(
  directory: string,
  name: SnapshotName,
  intern: Intern,
): Promise<ReadSnapshot<Pick<Snapshot, 'at'>>> {
  const { header, files } = await readFiles(directory, name, intern);
  return { snapshot: { at: header.at }, counts: countsOf(header, files) };
}

type ReadFiles = Readonly<Record<string, ReadFile>>;

function countsOf({ name, views }: SnapshotHeader, files: ReadFiles): Readonly<Record<string, number>> {
  const lines = Object.entries(files).map(([view, { count }]) => [linesFile(name, view), count] as const);
  return { ...Object.fromEntries(lines), [headerFile(name)]: views.length };
}

async function readFiles(
  directory: string,
  name: SnapshotName,
  intern: Intern,
): Promise<{ readonly header: SnapshotHeader; readonly files: ReadFiles }> {
  const file = headerFile(name);
  const header = await inFile(file, async () =>
    SnapshotHeader.parse(parseJson(await readFile(join(directory, file), 'utf8')), wording),
  );
  if (header.name !== name) throw new MalformedError(`${file} is the snapshot ${header.name}`);
  const files: Record<string, ReadFile> = {};
  for (const view of header.views) {
    if (!/^\w[\w.-]*$/.test(view)) throw new MalformedError(`${file} names no view: ${view}`);
    const lines = linesFile(name, view);
    files[view] = await inFile(lines, () => readView(join(directory, lines), view, intern));
  }
  return { header, files };
}

async function readView(path: string, view: string, intern: Intern): Promise<ReadFile> {
  const digest = await digestOf(path);
  const known = intern.known(view, digest);
  if (known !== undefined) return known;
  const records = new Map<string, StoredRecord>();
  const count = await eachLine(path, (line, place) => {
    const record = recordOf(line, place);
    if (records.has(record.key)) throw new MalformedError(`${record.key} occurs twice`);
    records.set(record.key, intern.record(view, record));
  });
  intern.keep(view, digest, { records, count });
  return { records, count };
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Checked by hand, because there are millions. Values that come from JSON need no further check. */
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
function sagasOf({ views }: Snapshot, saga: SagaDefinition | undefined, intern: Intern): readonly SagaState[] {
  if (saga === undefined) return [];
  const held = Object.values(saga.participants).map(({ view }) => views.get(view) ?? NO_RECORDS);
  return intern.sagas(held, () => {
    const participants = Object.entries(saga.participants).map(([name, participant]) => ({
      name,
      ...recordsOf(views.get(participant.view) ?? NO_RECORDS, participant),
    }));
    const ids = new Set<string>();
    for (const { all } of participants) for (const id of all()) ids.add(id);
    return [...ids].sort().map((correlationId) => {
      const records: Record<string, Fields | null> = {};
      for (const { name, recordOf: find } of participants) records[name] = find(correlationId) ?? null;
      const doubled = participants.flatMap((one) => (one.isDoubled(correlationId) ? [one.name] : []));
      return intern.saga({ correlationId, records, ...(doubled.length > 0 && { doubled }) });
    });
  });
}

const NO_RECORDS: Records = new Map();

/** A participant's records, by correlation id. */
interface RecordsById {
  readonly all: () => Iterable<string>;
  readonly recordOf: (correlationId: string) => Fields | undefined;
  readonly isDoubled: (correlationId: string) => boolean;
}

function recordsOf(records: Records, participant: Participant): RecordsById {
  // Records are looked up by key without another map, because there are millions.
  if (participant.correlationId === undefined) {
    return { all: () => records.keys(), recordOf: (id) => records.get(id)?.fields, isDoubled: () => false };
  }
  const byId = new Map<string, Fields>();
  const doubled = new Set<string>();
  for (const record of records.values()) {
    const id = correlationIdIn(participant, record);
    if (id === undefined) continue;
    if (byId.has(id)) doubled.add(id);
    byId.set(id, record.fields);
  }
  return { all: () => byId.keys(), recordOf: (id) => byId.get(id), isDoubled: (id) => doubled.has(id) };
}

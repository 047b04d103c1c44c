import type { Fields, Snapshot, StoredRecord } from '../../schemas/index.ts';
import { changedFields } from './values.ts';

type Views = Snapshot['views'];

export interface RecordChange {
  readonly view: string;
  readonly key: string;
  /** Undefined for no record. */
  readonly was: Fields | undefined;
  readonly is: Fields | undefined;
}

/** The records that differ between two snapshots. */
export function recordChanges(earlier: Views, later: Views): RecordChange[] {
  return [...new Set([...earlier.keys(), ...later.keys()])].flatMap((view) =>
    changesIn(view, earlier.get(view) ?? NO_RECORDS, later.get(view) ?? NO_RECORDS),
  );
}

function changesIn(
  view: string,
  earlier: ReadonlyMap<string, StoredRecord>,
  later: ReadonlyMap<string, StoredRecord>,
): RecordChange[] {
  // Views with the same content are the same object.
  if (earlier === later) return [];
  const changes: RecordChange[] = [];
  const compare = (key: string, was: Fields | undefined, is: Fields | undefined) => {
    if (changedFields(was, is).length > 0) changes.push({ view, key, was, is });
  };
  for (const { key, fields } of earlier.values()) compare(key, fields, later.get(key)?.fields);
  for (const { key, fields } of later.values()) if (!earlier.has(key)) compare(key, undefined, fields);
  return changes;
}

const NO_RECORDS: ReadonlyMap<string, StoredRecord> = new Map();

/** Whether a record has this key, perhaps as a part of a longer one, or is one that a rule would report under it. */
export function mentions({ key: own, was, is }: RecordChange, key: string): boolean {
  if (own.includes(key) || key.includes(own)) return true;
  return [was, is].some((fields) => JSON.stringify(fields ?? null).includes(JSON.stringify(key).slice(1, -1)));
}

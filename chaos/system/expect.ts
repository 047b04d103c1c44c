/** What a system's stores must hold for what was asked of it: the part of a definition that closes its world. */
import type { Fields, Operation } from '../schemas/evidence/index.ts';
import type { LoadFault, RegionRole } from '../schemas/experiment.ts';
import type { Matcher } from './matchers.ts';

type Json = Fields[string];

/** A fault of the experiment that was aimed at a request. */
export interface RequestFault extends Pick<LoadFault, 'id' | 'fault' | 'parameters' | 'attempts'> {
  /** Whether it hit the request in any attempt. A line may be lost, so a fault that did not hit proves nothing. */
  readonly hit: boolean;
}

/** A request of the load that the system accepted. */
export interface AcceptedRequest
  extends Pick<Operation, 'correlationId' | 'scenario' | 'iteration' | 'journey' | 'status'> {
  /**
   * What it asked for in full: `method`, `path`, `body`, and what its journey states in addition. Empty if the load did
   * not record it.
   */
  readonly asked: Readonly<Record<string, Json>>;
  /** Who must have brought its saga to its end: the reconciler, if the experiment strands it. */
  readonly endedBy: 'services' | 'reconciler';
  /** In a system of two regions, the one whose stores are meant. */
  readonly here?: RegionRole;
  /** The definition's releases whose code handled it, as long as the reconciler has not repaired what they wrote. */
  readonly handledBy: readonly string[];
  /**
   * The states in which services logged that its saga was, by service. A line may be lost, so a state that is missing
   * proves nothing.
   */
  readonly reached: Readonly<Record<string, readonly string[]>>;
  /** The experiment's faults that were aimed at it. */
  readonly faults: readonly RequestFault[];
}

/** A saga without a request: drift wrote a record for it. */
export interface OrphanedSaga {
  readonly correlationId: string;
  readonly written: readonly { readonly view: string; readonly key: string; readonly fields: Fields }[];
}

/** A saga that was there before the load. */
export interface EarlierSaga {
  readonly correlationId: string;
  /** What each participant held of it then; null for no record. */
  readonly records: Readonly<Record<string, Fields | null>>;
}

/** A record that differs from what it must be. */
export interface ChangedRecord {
  readonly view: string;
  /** Undefined if it was not there. */
  readonly was: Fields | undefined;
  readonly is: Fields;
}

/** The fields of a record before the load; undefined if there was none. */
export type BeforeLoad = (view: string, key: string) => Fields | undefined;

type ExpectedFields = Readonly<Record<string, Json | Matcher>>;

/** A record that must stand. */
export interface ExpectedRecord {
  readonly kind: 'record';
  readonly view: string;
  /** Its key, or the field and value by which it is found if its key is generated. */
  readonly where: string | { readonly field: string; readonly is: string };
  /** Every field of the record, but for the one by which it is found. */
  readonly fields: ExpectedFields;
  /**
   * The version that the record has at least, where the writes that lead to it are known and each raises the version. Only
   * of a record that is found by its key, and not compared after the reconciler's run, which may make a record anew.
   */
  readonly minVersion?: number;
}

/** Exactly one of these sets of records must stand. */
export interface ExpectedChoice {
  readonly kind: 'choice';
  readonly sets: readonly (readonly ExpectedRecord[])[];
}

/** Any number of records like this one may stand, or none. */
export interface ExpectedRecords extends Omit<ExpectedRecord, 'kind' | 'minVersion'> {
  readonly kind: 'records';
}

/** A change of a number in a record that several requests share, such as a counter. */
export interface ExpectedChange {
  readonly kind: 'change';
  readonly view: string;
  readonly key: string;
  readonly field: string;
  readonly by: number;
  /** The number must not fall below it. */
  readonly min: number | undefined;
}

export type Expected = ExpectedRecord | ExpectedChoice | ExpectedRecords | ExpectedChange;

/** What each record of a view must say about itself, no matter who wrote it. */
export interface StatedView {
  /**
   * The view whose records these are copies of. Before the load there is one copy of each of them, under the same key, and
   * no other; fields that both views have hold the same in both. A field that is absent equals null.
   */
  readonly copyOf?: string;
  /**
   * Each record says when it was last written. A text: the field that says the same. With `version`: each write changes the
   * record or raises its version.
   */
  readonly touchedAt?: true | string;
  /** Each record says its version. A text: the field that says the same. */
  readonly version?: true | string;
  /** The fields that make up a record's key, in their order. */
  readonly key?: readonly string[];
}

/**
 * From what was asked follows all that the stores hold after a run. Records that no expectation mentions must be what
 * they were before the load.
 */
export interface Expectations {
  /**
   * What an accepted request leaves in the stores. A pure function.
   *
   * @param end the end that its saga reached; null if it starts none
   */
  request(request: AcceptedRequest, end: string | null, before: BeforeLoad): readonly Expected[];
  /**
   * What a request that the other region accepted leaves in this one's stores, in a system of two regions: its copies.
   * Absent: nothing.
   */
  elsewhere?(request: AcceptedRequest): readonly Expected[];
  /**
   * What the reconciler leaves of a saga that only drift has started. Absent: nothing, as before the drift.
   */
  orphan?(saga: OrphanedSaga, end: string): readonly Expected[];
  /**
   * What a saga that was in flight before the load leaves at its end, except for how far its changes go; undefined for
   * anything. Absent: anything.
   */
  earlier?(saga: EarlierSaga, end: string): readonly Expected[] | undefined;
  /**
   * What a saga that had ended before the load holds, as far as its records agree with each other; undefined for anything.
   * Changes and `anyNumberOf` are not compared. Absent: anything.
   */
  ended?(saga: EarlierSaga, end: string): readonly Expected[] | undefined;
  /**
   * What seeding leaves in the stores before any load: each of these records, with these fields at least. Leave out what
   * an operator may have changed since.
   */
  seeded?(stores: Pick<AcceptedRequest, 'here'>): readonly ExpectedRecord[];
  /**
   * What each record of these views says of itself, by the view's name: which record it is a copy of, when it was last
   * written, and so on. Compared before the load, after the drain, and at the end; copies only before the load, because
   * `request` says what becomes of them. Absent: nothing.
   */
  views?(stores: Pick<AcceptedRequest, 'here'>): Readonly<Record<string, StatedView>>;
  /**
   * Whether a delivery that came again may have written a record so, at any time, such as the log of failures. Absent: no.
   *
   * @param isSaga whether the stores hold a saga of this correlation id
   */
  repeated?(record: ChangedRecord, isSaga: (correlationId: string) => boolean): boolean;
}

/**
 * @param where the record's key; or, if the store generates it, a field and its value: `{ correlationId }`
 * @param fields every field of the record: exact values, or matchers such as `time()`
 * @throws TypeError for the version of a record that is not found by its key
 */
export function record(
  view: string,
  where: string | Readonly<Record<string, string>>,
  fields: ExpectedFields,
  { minVersion }: Pick<ExpectedRecord, 'minVersion'> = {},
): ExpectedRecord {
  if (minVersion === undefined) return { kind: 'record', view, where: placeOf(view, where), fields };
  if (typeof where !== 'string')
    throw new TypeError(
      `a record of ${view} is found by a field, so its version is not compared; leave out minVersion`,
    );
  return { kind: 'record', view, where, fields, minVersion };
}

/** Any number of such records, or none. */
export function anyNumberOf(
  view: string,
  where: string | Readonly<Record<string, string>>,
  fields: ExpectedFields,
): ExpectedRecords {
  return { kind: 'records', view, where: placeOf(view, where), fields };
}

function placeOf(view: string, where: string | Readonly<Record<string, string>>): ExpectedRecord['where'] {
  if (typeof where === 'string') return where;
  const names = Object.keys(where);
  const [field] = names;
  const is = where[field ?? ''];
  if (field === undefined || is === undefined || names.length > 1)
    throw new TypeError(`a record of ${view} is found by its key or by one field, not by ${names.length}`);
  return { field, is };
}

/** Exactly one of these sets of records stands; an empty set stands for no record. */
export function either(...sets: readonly (readonly ExpectedRecord[])[]): ExpectedChoice {
  return { kind: 'choice', sets };
}

/**
 * The request changes a number by this much. A change of a record that was not there before the load creates it, with the
 * changed fields, which then count from 0.
 */
export function change(
  view: string,
  key: string,
  field: string,
  by: number,
  { min }: { readonly min?: number } = {},
): ExpectedChange {
  return { kind: 'change', view, key, field, by, min };
}

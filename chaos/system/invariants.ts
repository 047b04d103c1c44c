/** Invariants of the simple kinds. For anything else, a definition has an `Invariant` of its own. */
import type { Fields, StoredRecord } from '../schemas/evidence/index.ts';
import type { Invariant, InvariantRead, JudgedSnapshot, RunState } from './invariant.ts';
import { conservedOptions, exactlyOnceOptions } from './invariant-options.ts';

type Moment = Invariant['at'][number];

/** The values that a record's fields must have for the record to count. Any one of several values is enough. */
export type Where = Readonly<Record<string, FieldValue | readonly FieldValue[]>>;

type FieldValue = string | number | boolean | null;

/** One part of a sum. */
export interface Term {
  readonly view: string;
  /** The integer field that is added up. Absent: records are counted. */
  readonly field?: string;
  readonly where?: Where;
  /** The field by which records are summed, for sums per key. Absent: the record's own key. */
  readonly by?: string;
}

export interface Conserved {
  /** Name of the check: lower-case words joined by hyphens. */
  readonly name: string;
  /** At least two sums that must be equal, by names that the check shows. */
  readonly sums: Readonly<Record<string, readonly Term[]>>;
  /** Whether the sums must be equal for each key or in total only; for each key by default. */
  readonly per?: 'key' | 'total';
  /** When they must be equal; after the drain and at the end by default. */
  readonly at?: readonly Moment[];
}

/**
 * Sums of fields that must be equal, such as what was received and what is on hand, reserved and shipped.
 *
 * @example
 * conserved({
 *   name: 'seats-conserved',
 *   sums: {
 *     capacity: [{ view: 'events', field: 'seats' }],
 *     'free and held': [
 *       { view: 'events', field: 'free' },
 *       { view: 'holds', field: 'seats', where: { state: ['HELD', 'SOLD'] }, by: 'eventId' },
 *     ],
 *   },
 * });
 */
export function conserved(options: Conserved): Invariant {
  const { name, sums, per = 'key', at = ['drained', 'end'] } = options;
  const { mistakes, reads } = conservedOptions(options);
  const names = mistakes.length > 0 ? '' : Object.keys(sums).join(' = ');
  return {
    name,
    views: viewsOf(reads),
    at,
    reads,
    mistakes,
    judge: (state) => {
      const found = violationsAt(at, state, (snapshot) => unequalSums(snapshot, sums, per));
      return {
        ...found,
        summary:
          found.violations.length === 0
            ? `${names}${per === 'key' ? ' for every key' : ''}, at ${at.join(' and ')}.`
            : `${names} does not hold in ${placesText(found.violations.length)}.`,
      };
    },
  };
}

export interface ExactlyOnce {
  /** Name of the check: lower-case words joined by hyphens. */
  readonly name: string;
  readonly view: string;
  /** The fields whose combined values may occur in at most one record. Records without one of them do not count. */
  readonly by: readonly string[];
  readonly where?: Where;
  /** When it must hold; after the drain by default, before a repair could hide a violation. */
  readonly at?: readonly Moment[];
}

/**
 * At most one record for each value of some fields.
 *
 * @example
 * exactlyOnce({ name: 'charged-once', view: 'charges', by: ['correlationId', 'kind'] });
 */
export function exactlyOnce(options: ExactlyOnce): Invariant {
  const { name, view, by, where, at = ['drained'] } = options;
  const { mistakes, reads } = exactlyOnceOptions(options);
  const what = mistakes.length > 0 ? '' : by.join(' and ');
  return {
    name,
    views: viewsOf(reads),
    at,
    reads,
    mistakes,
    judge: (state) => {
      const found = violationsAt(at, state, (snapshot) => repeated(recordsOf(snapshot, view), by, where));
      return {
        ...found,
        summary:
          found.violations.length === 0
            ? `${view} has at most one record for each ${what}.`
            : `${view} has more than one record for the same ${what} in ${placesText(found.violations.length)}.`,
      };
    },
  };
}

/** Violations in the last snapshot prove nothing if it may still hold drift. */
function violationsAt(
  at: readonly Moment[],
  { snapshots, isEndRepaired }: RunState,
  violationsIn: (snapshot: JudgedSnapshot) => readonly string[],
): { readonly violations: readonly string[]; readonly undecided: boolean } {
  const linesAt = (moment: Moment) =>
    violationsIn(snapshots[moment]).map((line) => (at.length === 1 ? line : `${line} (${moment})`));
  const proven = at.filter((moment) => moment !== 'end' || isEndRepaired).flatMap(linesAt);
  if (proven.length > 0 || isEndRepaired) return { violations: proven, undecided: false };
  return { violations: at.filter((moment) => moment === 'end').flatMap(linesAt), undecided: true };
}

function unequalSums(snapshot: JudgedSnapshot, sums: Conserved['sums'], per: 'key' | 'total'): string[] {
  const totals = Object.entries(sums).map(([name, terms]) => ({ name, byKey: sumOf(snapshot, terms, per) }));
  const keys = new Set(totals.flatMap(({ byKey }) => [...byKey.keys()]));
  return [...keys].flatMap((key) => {
    const values = totals.map(({ name, byKey }) => ({ name, value: byKey.get(key) ?? 0n }));
    if (values.every(({ value }) => value === values[0]?.value)) return [];
    return [`${key}: ${values.map(({ name, value }) => `${name} is ${value}`).join(', ')}`];
  });
}

function sumOf(snapshot: JudgedSnapshot, terms: readonly Term[], per: 'key' | 'total'): Map<string, bigint> {
  const sums = new Map<string, bigint>(per === 'total' ? [['total', 0n]] : []);
  for (const term of terms) {
    for (const record of recordsOf(snapshot, term.view)) {
      if (!fits(record.fields, term.where)) continue;
      const key = per === 'total' ? 'total' : keyOf(record, term);
      sums.set(key, (sums.get(key) ?? 0n) + amountOf(record, term));
    }
  }
  return sums;
}

function keyOf({ key, fields }: StoredRecord, { view, by }: Term): string {
  if (by === undefined) return key;
  const value = fields[by];
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new TypeError(`${view} ${key}: its field ${by} is ${JSON.stringify(value)}, which cannot be a key to sum by`);
}

function amountOf({ key, fields }: StoredRecord, { view, field }: Term): bigint {
  if (field === undefined) return 1n;
  const value = fields[field];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  // An integer beyond the safe range is a text in the evidence.
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value);
  throw new TypeError(`${view} ${key}: its field ${field} is ${JSON.stringify(value)}, which is not an integer`);
}

function repeated(records: Iterable<StoredRecord>, by: readonly string[], where: Where | undefined): string[] {
  const found = new Map<string, { readonly values: readonly unknown[]; readonly keys: string[] }>();
  for (const { key, fields } of records) {
    const values = by.map((field) => fields[field] ?? null);
    if (!fits(fields, where) || values.includes(null)) continue;
    const id = JSON.stringify(values);
    const known = found.get(id);
    if (known === undefined) found.set(id, { values, keys: [key] });
    else known.keys.push(key);
  }
  return [...found.values()].flatMap(({ values, keys }) =>
    keys.length === 1 ? [] : [`${values.map(textOf).join(' ')}: ${keys.length} records (${keys.join(', ')})`],
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function fits(fields: Fields, where: Where = {}): boolean {
  return Object.entries(where).every(([field, allowed]) => {
    const value = fields[field] ?? null;
    return Array.isArray(allowed) ? allowed.includes(value) : allowed === value;
  });
}

function recordsOf({ name, views }: JudgedSnapshot, view: string): Iterable<StoredRecord> {
  const records = views.get(view);
  if (records === undefined) throw new RangeError(`the snapshot ${name} has no view ${view}`);
  return records.values();
}

function viewsOf(reads: readonly InvariantRead[]): string[] {
  return [...new Set(reads.map(({ view }) => view))];
}

function placesText(count: number): string {
  return count === 1 ? '1 place' : `${count} places`;
}

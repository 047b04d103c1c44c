/** What the rows of a group come to: their number, their sums, and the latest of them. The order of the rows changes nothing. */
import {
  type Amount,
  amountFrom,
  amountText,
  type Fields,
  type FieldType,
  fromText,
  type Grouping,
  JSON_NULL,
  microsecondsOf,
  own,
  type Row,
  sumOf,
  type Value,
  writtenText,
  ZERO,
} from '../../engine/index.ts';
import type { DerivedField, FieldOfSource, Derivation } from './derivation.ts';

/** A sum; or why there is none. */
type Sum = Amount | string;

interface Latest {
  /** Undefined for a row without a version or time, which is older than any other. */
  readonly order: bigint | string | undefined;
  readonly key: string;
  /** The values of the fields, encoded. */
  readonly values: readonly string[];
}

export interface Group {
  rows: number;
  readonly sums: Sum[];
  /** The latest row; or why it is not known. */
  latest: Latest | string | undefined;
  /** Time of the last write to any of the rows, epoch milliseconds. */
  touchedAt: number | undefined;
}

export const emptyGroup = ({ sums }: Derivation): Group => ({
  rows: 0,
  sums: sums.map(() => ZERO),
  latest: undefined,
  touchedAt: undefined,
});

export function groupOf(row: Row, { sums, latest }: Derivation): Group {
  return {
    rows: 1,
    sums: sums.map(({ from }) => amountIn(row, from)),
    latest: latest && latestOf(row, latest.by, latest.fields),
    touchedAt: row.touchedAt,
  };
}

/** A field that is null or absent adds nothing. */
export function amountIn(row: Row, field: string): Sum {
  const reason = own(row.unreadable, field);
  if (reason !== undefined) return reason;
  const value = own(row.fields, field) ?? 0n;
  const amount = typeof value === 'bigint' || typeof value === 'string' ? amountFrom(value) : undefined;
  return amount ?? `${field} is not a number that can be added up`;
}

function latestOf(row: Row, by: FieldOfSource, fields: readonly DerivedField[]): Latest | string {
  const reason = own(row.unreadable, by.field);
  if (reason !== undefined) return `${by.field}: ${reason}`;
  return {
    order: orderOf(own(row.fields, by.field), by.type),
    key: row.key,
    values: fields.map(({ from }) => encodedValue(own(row.unreadable, from), own(row.fields, from))),
  };
}

/** Undefined for a value that has no place in the order, such as null. */
export function orderOf(value: Value | undefined, type: FieldType): bigint | string | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value !== 'string') return undefined;
  return type === 'timestamp' ? microsecondsOf(value) : value;
}

/** Whether the first comes later. Of two rows with the same version or time, the one with the higher key does. */
export function isLater(one: Pick<Latest, 'order' | 'key'>, other: Pick<Latest, 'order' | 'key'>): boolean {
  if (one.order === other.order) return one.key > other.key;
  if (one.order === undefined || other.order === undefined) return other.order === undefined;
  return one.order > other.order;
}

/** Adds the second group to the first one. */
export function merge(one: Group, other: Group): Group {
  one.rows += other.rows;
  for (const [at, sum] of other.sums.entries()) one.sums[at] = mergedSum(one.sums[at] ?? ZERO, sum);
  one.latest = mergedLatest(one.latest, other.latest);
  if (other.touchedAt !== undefined) one.touchedAt = Math.max(one.touchedAt ?? -Infinity, other.touchedAt);
  return one;
}

function mergedSum(one: Sum, other: Sum): Sum {
  if (typeof one === 'string') return typeof other === 'string' && other < one ? other : one;
  return typeof other === 'string' ? other : sumOf(one, other);
}

function mergedLatest(one: Group['latest'], other: Group['latest']): Group['latest'] {
  if (typeof one === 'string') return typeof other === 'string' && other < one ? other : one;
  if (typeof other === 'string' || one === undefined) return other;
  return other !== undefined && isLater(other, one) ? other : one;
}

/** The row that a group should have in the target. */
export function expectedRow(key: string, group: Group, derivation: Derivation): Row {
  const fields: Record<string, Value> = {};
  const unreadable: Record<string, string> = {};
  const { count, sums, latest, exists } = derivation;
  if (count !== undefined) fields[count.into] = numberOf(count.type, { units: BigInt(group.rows), scale: 0 });
  for (const [at, { into, type }] of sums.entries()) {
    const sum = group.sums[at] ?? ZERO;
    if (typeof sum === 'string') unreadable[into] = sum;
    else if (type === 'integer' && !isWhole(sum))
      unreadable[into] = `the sum is ${amountText(sum)}, which is not an integer`;
    else fields[into] = numberOf(type, sum);
  }
  for (const [at, { into, fromType }] of (latest?.fields ?? []).entries()) {
    if (typeof group.latest === 'string') unreadable[into] = group.latest;
    else {
      const value = decodedValue(fromType, group.latest?.values[at] ?? NULL);
      if ('reason' in value) unreadable[into] = value.reason;
      else fields[into] = value.value;
    }
  }
  if (exists !== undefined) fields[exists] = group.rows > 0;
  return {
    key,
    fields: fields satisfies Fields,
    ...(Object.keys(unreadable).length > 0 && { unreadable }),
    ...(group.touchedAt !== undefined && { touchedAt: group.touchedAt }),
  };
}

const isWhole = ({ units, scale }: Amount): boolean => units % 10n ** BigInt(scale) === 0n;

const numberOf = (type: FieldType, amount: Amount): Value =>
  type === 'integer' ? amount.units / 10n ** BigInt(amount.scale) : amountText(amount);

/** Marks of encoded values. A value that is absent counts as null. */
const [NULL, JSON_NULL_MARK, UNREADABLE, TEXT] = ['n', 'j', 'u', 'v'] as const;

function encodedValue(reason: string | undefined, value: Value | undefined): string {
  if (reason !== undefined) return `${UNREADABLE}${reason}`;
  if (value === undefined || value === null) return NULL;
  return value === JSON_NULL ? JSON_NULL_MARK : `${TEXT}${writtenText(value)}`;
}

function decodedValue(type: FieldType, text: string): { readonly value: Value } | { readonly reason: string } {
  switch (text.charAt(0)) {
    case UNREADABLE:
      return { reason: text.slice(1) };
    case TEXT:
      return { value: fromText(type, text.slice(1)) };
    case JSON_NULL_MARK:
      return { value: JSON_NULL };
    default:
      return { value: null };
  }
}

type Encoded = readonly [
  rows: number,
  sums: readonly (string | readonly [string])[],
  latest: string | readonly [order: string | null, key: string, values: readonly string[]] | null,
  touchedAt: number | null,
];

/** How groups that are too many for memory are kept on the spool. */
export const groupingOf = ({ latest }: Derivation): Grouping<Group> => ({
  merged: merge,
  encoded({ rows, sums, latest: last, touchedAt }) {
    const document: Encoded = [
      rows,
      // A reason stands in an array, so that it is not taken for a number.
      sums.map((sum) => (typeof sum === 'string' ? [sum] : amountText(sum))),
      last === undefined || typeof last === 'string'
        ? (last ?? null)
        : [last.order === undefined ? null : String(last.order), last.key, last.values],
      touchedAt ?? null,
    ];
    return JSON.stringify(document);
  },
  decoded(text) {
    const [rows, sums, last, touchedAt] = JSON.parse(text) as Encoded;
    return {
      rows,
      sums: sums.map((sum) => (typeof sum === 'string' ? (amountFrom(sum) ?? ZERO) : sum[0])),
      latest: last === null || typeof last === 'string' ? (last ?? undefined) : latestFrom(last, latest?.by.type),
      touchedAt: touchedAt ?? undefined,
    };
  },
});

function latestFrom(
  [order, key, values]: readonly [string | null, string, readonly string[]],
  type: FieldType | undefined,
): Latest {
  return { order: order === null ? undefined : type === 'text' ? order : BigInt(order), key, values };
}

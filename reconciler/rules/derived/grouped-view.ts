/** The groups of a view's rows, as a view of their own: the rows that the target should hold. */
import {
  compositeKey,
  type FieldType,
  type Fields,
  fromText,
  Groups,
  keyParts,
  memorySpool,
  own,
  type Reading,
  type Row,
  type Value,
  type View,
  writtenText,
} from '../../engine/index.ts';
import type { Readable } from '../limits.ts';
import { emptyGroup, expectedRow, type Group, groupingOf, groupOf, isLater, merge, orderOf } from './aggregate.ts';
import { unreadableRow } from './condition.ts';
import { keyTypesOf, type Derivation, targetsOf } from './derivation.ts';

export interface GroupedOptions {
  /** The view whose rows are grouped. */
  readonly from: View;
  /** The same view, as the rule may read it. */
  readonly source: Readable;
  readonly derivation: Derivation;
  readonly isCounted: (row: Row) => boolean;
  /** The key of a row's group. */
  readonly keyOf: (row: Row) => string | undefined;
  /** The types of the target's fields. */
  readonly types: Readonly<Record<string, FieldType>>;
}

/** Source rows that a re-read keeps as evidence: of each group, and of all groups together. */
const EVIDENCE_PER_GROUP = 100;
const EVIDENCE_AT_ONCE = 20_000;

/** Whether the source can be read by group. If it cannot, each re-read scans it. */
export const readsByGroup = ({ groupReader }: Pick<Readable, 'groupReader'>, { by }: Derivation): boolean =>
  groupReader?.(by.map(({ field }) => field)) !== undefined;

export function groupedView({ from, source, derivation, isCounted, keyOf, types }: GroupedOptions): View {
  const targets = targetsOf(derivation);
  const evidenceOf = evidenceFields(derivation);
  return {
    name: from.name,
    fields: Object.fromEntries(targets.map((field) => [field, sourceType(field, derivation, types)])),
    keyTypes: keyTypesOf(derivation),
    ...(from.hasJsonNull && { hasJsonNull: true }),
    sensitive: new Set(sensitiveTargets(from, derivation)),
    strong: from.strong,
    async *scan(reading) {
      const groups = new Groups<Group>(
        groupingOf(derivation),
        reading.scratch ?? { spool: memorySpool, rows: Number.POSITIVE_INFINITY },
      );
      try {
        for await (const row of source.scan(withTargets(reading, derivation))) {
          if (!isCounted(row)) continue;
          const key = keyOf(row);
          const wait = key === undefined ? undefined : groups.add(key, groupOf(row, derivation));
          if (wait !== undefined) await wait;
        }
        for await (const [key, group] of groups.read()) yield expectedRow(key, group, derivation);
      } finally {
        await groups.close();
      }
    },
    async read(keys, reading) {
      const asked = new Set(keys);
      const perGroup = Math.min(EVIDENCE_PER_GROUP, Math.floor(EVIDENCE_AT_ONCE / Math.max(1, asked.size)));
      const groups = new Map<string, { readonly group: Group; readonly newest: NewestRows }>();
      for await (const row of rowsOf(source, derivation, keys, reading)) {
        if (!isCounted(row)) continue;
        const key = keyOf(row);
        if (key === undefined || !asked.has(key)) continue;
        const known = groups.get(key) ?? {
          group: emptyGroup(derivation),
          newest: new NewestRows(perGroup, derivation),
        };
        groups.set(key, known);
        merge(known.group, groupOf(row, derivation));
        known.newest.add(row, evidenceOf);
      }
      return new Map(
        [...groups].map(([key, { group, newest }]): [string, Row] => [
          key,
          { ...expectedRow(key, group, derivation), madeOf: { rows: newest.rows, count: group.rows } },
        ]),
      );
    },
  };
}

/** Values of a decimal target are decimals, whatever they are made of. */
function sourceType(field: string, { latest }: Derivation, types: Readonly<Record<string, FieldType>>): FieldType {
  return latest?.fields.find(({ into }) => into === field)?.fromType ?? own(types, field) ?? 'text';
}

const sensitiveTargets = ({ sensitive }: View, { sums, latest }: Derivation): string[] =>
  [...sums, ...(latest?.fields ?? [])].filter(({ from }) => sensitive.has(from)).map(({ into }) => into);

/** A row without a value in one of the fields belongs to no group. */
export function groupKeyOf(from: View, { by }: Derivation): (row: Row) => string | undefined {
  return (row) => {
    const parts: string[] = [];
    for (const { field } of by) {
      if (own(row.unreadable, field) !== undefined) throw unreadableRow(from, row, field);
      const value = own(row.fields, field);
      if (value === undefined || value === null) return undefined;
      parts.push(writtenText(value));
    }
    return parts.length === 1 ? parts[0] : compositeKey(parts);
  };
}

/** The rows of these groups, and perhaps others. */
function rowsOf(source: Readable, { by }: Derivation, keys: readonly string[], reading: Reading): AsyncIterable<Row> {
  const reader = source.groupReader?.(by.map(({ field }) => field));
  if (reader === undefined) return source.scan(reading);
  const groups = keys.flatMap((key): Fields[] => {
    const values = keyParts(key, by.length)?.map((text, at) => valueOf(by[at]?.type ?? 'text', text));
    if (values === undefined || values.includes(undefined)) return [];
    return [Object.fromEntries(by.map(({ field }, at) => [field, values[at] ?? null]))];
  });
  return reader(groups, reading);
}

/** Undefined for a text that is no value of the type: no row has it. */
function valueOf(type: FieldType, text: string): Value | undefined {
  try {
    return fromText(type, text);
  } catch {
    return undefined;
  }
}

/** A source field that no row has is reported for the fields that are derived from it. */
function withTargets(reading: Reading, { sums, latest }: Derivation): Reading {
  if (reading.absent === undefined) return reading;
  return {
    ...reading,
    absent(missing) {
      for (const { into, from } of [...sums, ...(latest?.fields ?? [])]) {
        if (from === missing.field) reading.absent?.({ ...missing, field: into });
      }
    },
  };
}

const evidenceFields = ({ sums, latest }: Derivation): readonly string[] => [
  ...sums.map(({ from }) => from),
  ...(latest === undefined ? [] : [latest.by.field, ...latest.fields.map(({ from }) => from)]),
];

/** The newest rows of a group: by the field that orders the rows, or by the time of the last write. */
class NewestRows {
  readonly #max: number;
  readonly #latest: Derivation['latest'];
  #rows: Row[] = [];

  constructor(max: number, { latest }: Derivation) {
    this.#max = max;
    this.#latest = latest;
  }

  add({ key, fields, touchedAt, unreadable }: Row, kept: readonly string[]): void {
    if (this.#max === 0) return;
    this.#rows.push({
      key,
      fields: Object.fromEntries(
        kept.flatMap((field): [string, Value][] => {
          const value = own(fields, field);
          return value === undefined ? [] : [[field, value]];
        }),
      ),
      ...(touchedAt !== undefined && { touchedAt }),
      ...(unreadable && { unreadable }),
    });
    if (this.#rows.length >= 2 * this.#max) this.#rows = this.rows.slice();
  }

  get rows(): readonly Row[] {
    const place = ({ key, fields, touchedAt }: Row) => ({
      key,
      order:
        this.#latest === undefined
          ? touchedAt === undefined
            ? undefined
            : BigInt(Math.trunc(touchedAt))
          : orderOf(own(fields, this.#latest.by.field), this.#latest.by.type),
    });
    return this.#rows.toSorted((one, other) => (isLater(place(one), place(other)) ? -1 : 1)).slice(0, this.#max);
  }
}

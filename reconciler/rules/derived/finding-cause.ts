/** The evidence in a finding of a derived rule, and the cause that it shows. */
import {
  type Amount,
  amountFrom,
  amountText,
  canonicalText,
  type Cause,
  type CauseRecord,
  type Finding,
  isSameAmount,
  negated,
  own,
  type Row,
  sumOf,
  type View,
  ZERO,
} from '../../engine/index.ts';
import { amountIn } from './aggregate.ts';
import {
  causeOfAmount,
  causeOfFlag,
  causeOfLatest,
  type Conclusion,
  type Evidence,
  type SourceRecord,
} from './cause.ts';
import type { DerivedField, Spec } from './spec.ts';

/** Records that a cause lists; the rest is counted. */
const MAX_LISTED = 5;

const ONE: Amount = { units: 1n, scale: 0 };

/** @param from the source, whose sensitive fields a cause does not show */
export function causeIn({ pair: { left, right } }: Finding, spec: Spec, from: Pick<View, 'name' | 'sensitive'>): Cause {
  const { rows = [], count = 0 } = left?.madeOf ?? {};
  const evidenceWith = (amountOf: (row: Row) => Amount | undefined): Evidence => ({
    records: rows.map((row) => ({ key: row.key, at: row.touchedAt, amount: amountOf(row) })),
    count,
    derivedAt: right?.touchedAt,
  });
  const conclusions = [...conclusionsOf(spec, left, right, rows, evidenceWith)];
  const chosen = conclusions.find(({ conclusion }) => conclusion.kind !== 'unknown') ?? conclusions[0];
  const { conclusion, sensitiveBy } = chosen ?? { conclusion: NOTHING, sensitiveBy: undefined };
  const isSensitive = sensitiveBy !== undefined && from.sensitive.has(sensitiveBy);
  const more = conclusion.records.length - MAX_LISTED;
  return {
    kind: conclusion.kind,
    summary: isSensitive && conclusion.kind === 'unknown' ? NOTHING.summary : conclusion.summary,
    records: conclusion.records.slice(0, MAX_LISTED).map((record) => shown(record, from.name, isSensitive)),
    ...(more > 0 && { moreRecords: more }),
    ...(right?.touchedAt !== undefined && { derivedAt: new Date(right.touchedAt).toISOString() }),
  };
}

const NOTHING: Conclusion = { kind: 'unknown', summary: 'Not known: the records do not explain it.', records: [] };

interface FieldConclusion {
  readonly conclusion: Conclusion;
  /** The source field whose values the conclusion is made from. */
  readonly sensitiveBy: string | undefined;
}

/** A conclusion for each derived field that differs. */
function* conclusionsOf(
  { count, sums, latest, exists }: Spec,
  left: Row | undefined,
  right: Row | undefined,
  rows: readonly Row[],
  evidenceWith: (amountOf: (row: Row) => Amount | undefined) => Evidence,
): Generator<FieldConclusion> {
  // A sum tells more than a count, because its records differ.
  for (const { into, from } of sums) {
    const difference = differenceIn(into, left, right);
    if (difference === undefined || isSameAmount(difference, ZERO)) continue;
    const evidence = evidenceWith((row) => numberIn(row, from));
    yield { conclusion: causeOfAmount(difference, evidence), sensitiveBy: from };
  }
  if (count !== undefined) {
    const difference = differenceIn(count.into, left, right);
    if (difference !== undefined && !isSameAmount(difference, ZERO))
      yield {
        conclusion: causeOfAmount(
          difference,
          evidenceWith(() => ONE),
        ),
        sensitiveBy: undefined,
      };
  }
  const noAmounts = evidenceWith(() => undefined);
  if (latest !== undefined && latest.fields.some((field) => differsIn(field, left, right))) {
    const held = right && rows.find((row) => latest.fields.every((field) => isFrom(field, row, right)));
    const record = held && { key: held.key, at: held.touchedAt };
    yield { conclusion: causeOfLatest(record, noAmounts), sensitiveBy: undefined };
  }
  if (exists !== undefined) {
    const isSet = own(right?.fields, exists) === true;
    if (isSet !== (own(left?.fields, exists) === true))
      yield { conclusion: causeOfFlag(isSet, noAmounts), sensitiveBy: undefined };
  }
  if (left === undefined || right === undefined)
    yield { conclusion: causeOfFlag(right !== undefined, noAmounts), sensitiveBy: undefined };
}

const numberIn = (row: Row, field: string): Amount | undefined => {
  const amount = amountIn(row, field);
  return typeof amount === 'string' ? undefined : amount;
};

/** What the derived value has too much; undefined if one of the two is not a number. */
function differenceIn(field: string, left: Row | undefined, right: Row | undefined): Amount | undefined {
  const [expected, held] = [left, right].map((row) => (row === undefined ? ZERO : numberOf(row, field)));
  return expected === undefined || held === undefined ? undefined : sumOf(held, negated(expected));
}

function numberOf(row: Row, field: string): Amount | undefined {
  if (own(row.unreadable, field) !== undefined) return undefined;
  const value = own(row.fields, field) ?? 0n;
  return typeof value === 'bigint' || typeof value === 'string' ? amountFrom(value) : undefined;
}

const differsIn = ({ into, type, fromType }: DerivedField, left: Row | undefined, right: Row | undefined): boolean =>
  canonicalText(fromType, own(left?.fields, into) ?? null) !== canonicalText(type, own(right?.fields, into) ?? null);

/** Whether the derived row holds the value of this record. */
const isFrom = ({ into, from, type, fromType }: DerivedField, record: Row, derived: Row): boolean =>
  canonicalText(fromType, own(record.fields, from) ?? null) === canonicalText(type, own(derived.fields, into) ?? null);

const shown = ({ key, at, amount }: SourceRecord, view: string, isSensitive: boolean): CauseRecord => ({
  key,
  view,
  ...(at !== undefined && { at: new Date(at).toISOString() }),
  ...(amount !== undefined && !isSensitive && { amount: amountText(amount) }),
});

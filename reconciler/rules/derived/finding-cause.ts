/** The evidence in a finding of a derived rule, and the cause that it shows. */
import {
  type Amount,
  amountFrom,
  amountText,
  canonicalText,
  type Cause,
  type CauseRecord,
  displayed,
  type Finding,
  isZero,
  type Json,
  negated,
  own,
  type Row,
  sumOf,
  type View,
  ZERO,
} from '../../engine/index.ts';
import { amountIn } from './aggregate.ts';
import {
  causeOfFlag,
  causeOfLatest,
  causeOfNumbers,
  type Conclusion,
  type Evidence,
  type SourceRecord,
} from './cause.ts';
import type { DerivedField, Derivation } from './derivation.ts';

/** Records that a cause lists; the rest is counted. */
const MAX_LISTED = 5;

const ONE: Amount = { units: 1n, scale: 0 };

/** @param from the source, whose sensitive fields a cause does not show */
export function causeIn(
  { pair: { left, right } }: Finding,
  derivation: Derivation,
  from: Pick<View, 'name' | 'sensitive'>,
): Cause {
  const { rows = [], count = 0 } = left?.madeOf ?? {};
  const derivedAt = right?.touchedAt;
  const evidence: Evidence = {
    records: rows.map((row) => ({ key: row.key, at: row.touchedAt, amounts: amountsOf(row, derivation) })),
    count,
    derivedAt,
  };
  const isSensitive = derivation.sums.some((sum) => from.sensitive.has(sum.from));
  const conclusions = [...conclusionsOf(derivation, left, right, rows, evidence)];
  const conclusion = conclusions.find(({ kind }) => kind !== 'unknown') ?? conclusions[0] ?? NOTHING;
  const more = conclusion.records.length - MAX_LISTED;
  return {
    kind: conclusion.kind,
    summary: isSensitive && conclusion.kind === 'unknown' ? NOTHING.summary : conclusion.summary,
    records: conclusion.records
      .slice(0, MAX_LISTED)
      .map((record) => shown(record, from.name, isSensitive ? undefined : derivation)),
    ...(more > 0 && { moreRecords: more }),
    ...(derivedAt !== undefined && { derivedAt: new Date(derivedAt).toISOString() }),
  };
}

const NOTHING: Conclusion = { kind: 'unknown', summary: 'Not known: the records do not explain it.', records: [] };

/** What a record adds to the count and to each sum. */
function amountsOf(row: Row, { count, sums }: Derivation): readonly Amount[] | undefined {
  const amounts = sums.map(({ from }) => amountIn(row, from));
  const numbers = amounts.filter((amount) => typeof amount !== 'string');
  return numbers.length < amounts.length ? undefined : [...(count === undefined ? [] : [ONE]), ...numbers];
}

/** One conclusion from the numbers, one from the latest row, one from the flag, as far as they differ. */
function* conclusionsOf(
  { count, sums, latest, exists }: Derivation,
  left: Row | undefined,
  right: Row | undefined,
  rows: readonly Row[],
  evidence: Evidence,
): Generator<Conclusion> {
  const numbers = [...(count === undefined ? [] : [count]), ...sums].map(({ into }) => differenceIn(into, left, right));
  const differences = numbers.filter((difference) => difference !== undefined);
  if (differences.length === numbers.length && !differences.every(isZero)) yield causeOfNumbers(differences, evidence);
  if (latest?.fields.some((field) => differsIn(field, left, right)) === true) {
    const held = right && rows.find((row) => latest.fields.every((field) => isFrom(field, row, right)));
    yield causeOfLatest(held && { key: held.key, at: held.touchedAt }, evidence);
  }
  const isSet = exists === undefined ? right !== undefined : own(right?.fields, exists) === true;
  if (numbers.length === 0 && isSet !== evidence.count > 0) yield causeOfFlag(isSet, evidence);
}

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

const shownAmount = (amount: Amount): Json =>
  amount.scale === 0 ? (displayed(amount.units) ?? null) : amountText(amount);

/** @param derivation absent if what a record adds is not shown; a count adds 1 and shows nothing */
const shown = ({ key, at, amounts }: SourceRecord, view: string, derivation: Derivation | undefined): CauseRecord => {
  const added = derivation === undefined ? [] : (amounts ?? []).slice(derivation.count === undefined ? 0 : 1);
  const texts = derivation?.sums.map(({ from }, sum): [string, Json] => [from, shownAmount(added[sum] ?? ZERO)]) ?? [];
  return {
    key,
    view,
    ...(at !== undefined && { at: new Date(at).toISOString() }),
    ...(texts.length > 0 && amounts !== undefined && { fields: Object.fromEntries(texts) }),
  };
};

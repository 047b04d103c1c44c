/**
 * Counters that must equal the sums of what they count. The counter's version is read before and after the parts: a sum is
 * used only if the counter did not change in between.
 */
import { type Finding, own, type Pair, type Reading, type Row, type View } from '../engine/index.ts';
import { checkOptions } from '../options.ts';
import { limited } from './limits.ts';
import { conservationOptions } from './options.ts';
import type { Problem } from './problem.ts';
import { commonEngine, commonProblems, commonRule, type Rule, type RuleOptions } from './rule.ts';
import { describeFields, pairOf } from './sides.ts';
import { whyNotCompared } from './unreadable.ts';

/** What one part adds to one counter. */
export interface Contribution {
  readonly key: string;
  readonly field: string;
  readonly amount: bigint;
}

export interface ConservationOptions extends Omit<RuleOptions, 'inFlight' | 'stuckAfter' | 'onStuck' | 'cadence'> {
  /** A sum needs all parts, so no pass can compare changes only. */
  readonly cadence?: { readonly everyHours: number };
  /** Rows with a version; their integer fields are the counters. */
  readonly counters: View;
  /** The rows that are counted. */
  readonly parts: View;
  /** Counters that are compared with the sums of the parts. */
  readonly sums: readonly string[];
  /**
   * Other amounts that must be zero in a counter row, by name, such as received minus on hand, reserved and shipped.
   */
  readonly balances: Readonly<Record<string, (counter: Row) => bigint>>;
  contributions(part: Row): readonly Contribution[];
  /** The contributions that an unrepaired finding of an earlier rule leaves out of the sums. */
  missing(finding: Finding): readonly Contribution[];
}

/** A sum, or why there is none. */
type Total = bigint | NoInteger;
type Totals = Map<string, Map<string, Total>>;

/** The place of an amount that is not an integer. */
class NoInteger {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Counters that must equal the sums of what they count. */
export function conservation(options: ConservationOptions): Rule {
  checkOptions('conservation', conservationOptions, options);
  const { name, counters, parts, sums, balances, limits } = options;
  const reads = { counters: limited(name, counters, limits), parts: limited(name, parts, limits) };
  const names = [...sums, ...Object.keys(balances)];
  const counted = (row: Row): Row =>
    countRow(row, [
      ...sums.map((field) => [field, () => counterOf(row, field)] as const),
      ...Object.entries(balances).map(([field, balance]) => [field, () => balance(row)] as const),
    ]);
  const summed = (key: string, totals: ReadonlyMap<string, Total> | undefined): Row =>
    countRow(
      { key, fields: {} },
      names.map((field) => [field, () => totals?.get(field) ?? 0n]),
    );
  const repeated = counters.repeatedRow;
  const totalsOf = async (reading: Reading): Promise<Totals> => {
    const totals: Totals = new Map();
    for await (const part of reads.parts.scan(reading)) addTo(totals, options.contributions(part));
    return totals;
  };
  /** An amount that is not an integer equals nothing on the other side. */
  const tokenOf =
    (side: 'left' | 'right') =>
    (row: Row): string =>
      names
        .map((field) => {
          const total = totalIn(row, field);
          return typeof total === 'bigint' ? total.toString() : `unreadable ${side}`;
        })
        .join(' ');
  const [leftToken, rightToken] = [tokenOf('left'), tokenOf('right')];
  const nothing = rightToken(summed('', undefined));
  return {
    ...commonRule(options),
    views: [counters, parts],
    problems: [...commonProblems(options, [counters, parts]), ...counterProblems(name, counters, sums)],
    engine: {
      ...commonEngine(options),
      sides: {
        async *scanLeft(reading) {
          for await (const row of reads.counters.scan(reading)) yield counted(row);
        },
        async *scanRight(reading) {
          for (const [key, totals] of await totalsOf(reading)) yield summed(key, totals);
        },
        ...(repeated && { repeated: { left: (key) => counted(repeated(key)) } }),
        rereadAtOnce: Infinity,
        async reread(keys, reading) {
          const before = await reads.counters.read(keys, reading);
          const totals = await totalsOf(reading);
          const after = await reads.counters.read(keys, reading);
          return new Map(
            keys.map((key): [string, Pair] => {
              const counter = after.get(key);
              const sum = totals.has(key) || counter ? summed(key, totals.get(key)) : undefined;
              const isTorn = before.get(key)?.version !== counter?.version;
              return [key, { ...pairOf(counter && counted(counter), sum), ...(isTorn && { torn: true }) }];
            }),
          );
        },
      },
      relation: {
        leftToken,
        rightToken,
        agrees: (left = nothing, right = nothing) => left === right,
      },
      explained({ left, right }, key, open) {
        const totals: Totals = new Map([[key, new Map(names.map((field) => [field, totalIn(right, field)]))]]);
        for (const finding of open) addTo(totals, options.missing(finding));
        return leftToken(left ?? summed(key, undefined)) === rightToken(summed(key, totals.get(key)));
      },
      describe: (pair) => {
        const unlike = names.filter((field) => {
          const [left, right] = [totalIn(pair.left, field), totalIn(pair.right, field)];
          return typeof left !== 'bigint' || left !== right;
        });
        return describeFields(unlike, counters.sensitive)(pair);
      },
      whyNotCompared: (finding) => whyNotCompared(finding, { left: counters, right: parts }, names, counters.sensitive),
      masters: () => ({}),
      remedy: ({ key }) => ({
        kind: 'report',
        reason: `${key}: counter and sum differ, and nothing shows which is right: a person has to find out what was miscounted`,
      }),
    },
  };
}

/** A counter that is null or absent counts nothing. */
function counterOf(row: Row, field: string): Total {
  const reason = own(row.unreadable, field);
  if (reason !== undefined) return new NoInteger(reason);
  const value = own(row.fields, field) ?? 0n;
  return typeof value === 'bigint' ? value : new NoInteger('the counter is not an integer');
}

/** The row with these amounts instead of its fields. */
function countRow(row: Row, amounts: readonly (readonly [string, () => unknown])[]): Row {
  const fields: [string, bigint][] = [];
  const unreadable: [string, string][] = [];
  for (const [field, amountOf] of amounts) {
    const amount = amountOrReason(amountOf);
    if (typeof amount === 'bigint') fields.push([field, amount]);
    else unreadable.push([field, amount.reason]);
  }
  const { key, version, touchedAt, image } = row;
  return {
    key,
    fields: Object.fromEntries(fields),
    ...(unreadable.length > 0 && { unreadable: Object.fromEntries(unreadable) }),
    ...(version !== undefined && { version }),
    ...(touchedAt !== undefined && { touchedAt }),
    ...(image !== undefined && { image }),
  };
}

/** The user's function may throw for a counter that is not an integer. */
function amountOrReason(amountOf: () => unknown): Total {
  try {
    const amount = amountOf();
    if (typeof amount === 'bigint' || amount instanceof NoInteger) return amount;
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
  }
  return new NoInteger('the amount is not an integer');
}

function totalIn(row: Row | undefined, field: string): Total {
  const reason = own(row?.unreadable, field);
  if (reason !== undefined) return new NoInteger(reason);
  const value = own(row?.fields, field);
  return typeof value === 'bigint' ? value : 0n;
}

function addTo(totals: Totals, contributions: readonly Contribution[]): void {
  for (const { key, field, amount } of contributions) {
    const fields = totals.get(key) ?? new Map<string, Total>();
    totals.set(key, fields.set(field, sumOf(fields.get(field) ?? 0n, amount)));
  }
}

/** Contributions come from a user's function, which may return anything for a value that it does not expect. */
function sumOf(total: Total, amount: unknown): Total {
  if (typeof total !== 'bigint') return total;
  return typeof amount === 'bigint'
    ? total + amount
    : new NoInteger('a part contributes an amount that is not an integer');
}

function counterProblems(name: string, counters: View, sums: readonly string[]): Problem[] {
  return sums
    .filter((field) => own(counters.fields, field) !== 'integer')
    .map((field) => ({ path: `${name}.sums.${field}`, message: `must be an integer field of ${counters.name}` }));
}

/**
 * Counters that must equal the sums of what they count. The counter's version is read before and after the parts: a sum is
 * used only if the counter did not change in between.
 */
import type { Finding, Pair, Reading, Row, View } from '../engine/index.ts';
import { checkOptions } from '../options.ts';
import { limited } from './limits.ts';
import { conservationOptions } from './options.ts';
import type { Problem } from './problem.ts';
import { commonEngine, commonProblems, commonRule, type Rule, type RuleOptions } from './rule.ts';
import { describeFields, pairOf } from './sides.ts';

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

type Totals = Map<string, Map<string, bigint>>;

/** Counters that must equal the sums of what they count. */
export function conservation(options: ConservationOptions): Rule {
  checkOptions('conservation', conservationOptions, options);
  const { name, counters, parts, sums, balances, limits } = options;
  const reads = { counters: limited(name, counters, limits), parts: limited(name, parts, limits) };
  const names = [...sums, ...Object.keys(balances)];
  const counted = (row: Row): Row => ({
    ...row,
    fields: Object.fromEntries([
      ...sums.map((field) => [field, integer(row, field)] as const),
      ...Object.entries(balances).map(([field, balance]) => [field, balance(row)] as const),
    ]),
  });
  const summed = (key: string, totals: ReadonlyMap<string, bigint> | undefined): Row => ({
    key,
    fields: Object.fromEntries(names.map((field) => [field, totals?.get(field) ?? 0n])),
  });
  const totalsOf = async (reading: Reading): Promise<Totals> => {
    const totals: Totals = new Map();
    for await (const part of reads.parts.scan(reading)) addTo(totals, options.contributions(part));
    return totals;
  };
  const token = (row: Row): string => names.map((field) => integer(row, field).toString()).join(' ');
  const nothing = token(summed('', undefined));
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
        leftToken: token,
        rightToken: token,
        agrees: (left = nothing, right = nothing) => left === right,
      },
      explained({ left, right }, key, open) {
        const totals: Totals = new Map([[key, new Map(names.map((field) => [field, integer(right, field)]))]]);
        for (const finding of open) addTo(totals, options.missing(finding));
        return token(left ?? summed(key, undefined)) === token(summed(key, totals.get(key)));
      },
      describe: (pair) => {
        const unlike = names.filter((field) => integer(pair.left, field) !== integer(pair.right, field));
        return describeFields(unlike, counters.sensitive)(pair);
      },
      masters: () => ({}),
      remedy: ({ key }) => ({
        kind: 'report',
        reason: `${key}: counter and sum differ, and it is not known which is right. A person has to find out what was miscounted.`,
      }),
    },
  };
}

function integer(row: Row | undefined, field: string): bigint {
  const value = row?.fields[field];
  return typeof value === 'bigint' ? value : 0n;
}

function addTo(totals: Totals, contributions: readonly Contribution[]): void {
  for (const { key, field, amount } of contributions) {
    const fields = totals.get(key) ?? new Map<string, bigint>();
    totals.set(key, fields.set(field, (fields.get(field) ?? 0n) + amount));
  }
}

function counterProblems(name: string, counters: View, sums: readonly string[]): Problem[] {
  return sums
    .filter((field) => counters.fields[field] !== 'integer')
    .map((field) => ({ path: `${name}.sums.${field}`, message: `must be an integer field of ${counters.name}` }));
}

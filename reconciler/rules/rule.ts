import type { EngineRule, OwnerCall, Pair, View } from '../engine/index.ts';
import { type Cadence, cadenceProblems } from './cadence.ts';
import { ruleDigest } from './digest.ts';
import { limitProblems, repairLimits, type RuleLimits } from './limits.ts';
import type { Problem } from './problem.ts';
import { type RowGuardOptions, rowGuards } from './row-guards.ts';

/** A rule of any kind, ready to be part of a reconciliation. */
export interface Rule {
  readonly name: string;
  readonly after: readonly string[];
  readonly views: readonly View[];
  /** Mistakes within the rule. */
  readonly problems: readonly Problem[];
  /** Absent where every scheduled run looks at all of it. */
  readonly cadence?: Cadence;
  /** Stands for all of its definition. */
  readonly digest: string;
  readonly engine: EngineRule;
}

/** What every kind of rule may say. Times are milliseconds on the clock of the system that is reconciled. */
export interface RuleOptions extends RowGuardOptions {
  /** Lower-case words joined by hyphens; in ledger, metrics and reports. */
  readonly name: string;
  /** Rules that are run, and repaired, before this one. */
  readonly after?: readonly string[];
  /**
   * How long a candidate rests before it is looked at again: longer than any change takes to arrive. 0 where nobody
   * writes to either store: it is looked at again at once.
   */
  readonly settleWindow: number;
  /** Looks at a candidate at most, while it keeps changing. */
  readonly settleRounds?: number;
  /** Whether the owner is still at work on the key. */
  readonly inFlight?: (pair: Pair) => boolean;
  /** How long a key may be in flight without a write. */
  readonly stuckAfter?: number;
  /** What then. */
  readonly onStuck?: OwnerCall;
  readonly limits?: RuleLimits;
  /** How often scheduled runs look at it; every run by default. */
  readonly cadence?: Cadence;
}

const MINUTE = 60_000;

export const minutes = (count: number): number => count * MINUTE;

/** Shorter windows could be over before a fast clock's event has arrived. */
const LEAST_SETTLE_WINDOW = minutes(2);

/** Nobody writes to either store: a candidate is looked at again at once. */
const AT_REST = 0;

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The mistakes that any rule can have. */
export function commonProblems(options: RuleOptions, views: readonly View[]): Problem[] {
  const { name, settleWindow, settleRounds = 1, inFlight, stuckAfter, onStuck, limits } = options;
  const { expectRows = {}, maxShrink = 0 } = options;
  const path = (field: string): string => `${name}.${field}`;
  const isWhole = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;
  const checks: readonly (readonly [boolean, string, string])[] = [
    [NAME.test(name), 'name', 'is made of lower-case words joined by hyphens'],
    [
      settleWindow === AT_REST || settleWindow >= LEAST_SETTLE_WINDOW,
      'settleWindow',
      `is at least ${LEAST_SETTLE_WINDOW} ms (2 minutes), or 0 for stores that nobody writes to`,
    ],
    [isWhole(settleRounds) && settleRounds >= 1, 'settleRounds', 'is a whole number from 1'],
    [inFlight === undefined || stuckAfter !== undefined, 'stuckAfter', 'is needed where inFlight is given'],
    [stuckAfter === undefined || stuckAfter > settleWindow, 'stuckAfter', 'is longer than settleWindow'],
    [onStuck === undefined || stuckAfter !== undefined, 'onStuck', 'needs stuckAfter'],
    [isWhole(expectRows.left ?? 0) && isWhole(expectRows.right ?? 0), 'expectRows', 'is made of whole numbers from 0'],
    [maxShrink >= 0 && maxShrink <= 1, 'maxShrink', 'is between 0 and 1'],
    ...views.map(
      (view) =>
        [view.strong, view.name, 'cannot be re-read strongly (an index?): use a view of the table itself'] as const,
    ),
  ];
  return [
    ...checks.filter(([holds]) => !holds).map(([, field, message]) => ({ path: path(field), message })),
    ...limitProblems(`${name}.limits`, limits, views),
    ...cadenceProblems(name, options.cadence, views),
  ];
}

/** The parts of a rule that follow from the common options. */
export function commonRule(options: RuleOptions): Pick<Rule, 'name' | 'after' | 'digest' | 'cadence'> {
  const { name, after = [], cadence } = options;
  return { name, after, digest: ruleDigest(options), ...(cadence && { cadence }) };
}

/** The part of an engine's rule that follows from the common options. */
export function commonEngine(
  options: RuleOptions,
): Pick<
  EngineRule,
  | 'name'
  | 'after'
  | 'settleWindow'
  | 'settleRounds'
  | 'inFlight'
  | 'stuckAfter'
  | 'stuckOwner'
  | 'expectRows'
  | 'rowGuards'
  | 'limits'
> {
  const {
    name,
    after = [],
    settleWindow,
    settleRounds = 3,
    inFlight,
    stuckAfter,
    onStuck,
    expectRows,
    limits,
  } = options;
  return {
    ...{ name, after, settleWindow, settleRounds },
    inFlight: inFlight ?? (() => false),
    stuckAfter: stuckAfter ?? Infinity,
    stuckOwner: onStuck?.owner ?? name,
    expectRows: { left: 0, right: 0, ...expectRows },
    rowGuards: rowGuards(options),
    limits: repairLimits(limits),
  };
}

import type { EngineRule, OwnerCall, Pair, Row, View } from '../engine/index.ts';
import { type Cadence, cadenceProblems } from './cadence.ts';
import { ruleDigest } from './digest.ts';
import { limitProblems, paced, repairLimits, type RuleLimits } from './limits.ts';
import type { Problem } from './problem.ts';
import { type RowGuardOptions, rowGuards } from './row-guards.ts';

/** A rule of any kind, ready for `defineReconciliation`. */
export interface Rule {
  readonly name: string;
  readonly after: readonly string[];
  readonly views: readonly View[];
  /** Mistakes in the rule; `defineReconciliation` reports them. */
  readonly problems: readonly Problem[];
  /** Without it every scheduled run compares everything. */
  readonly cadence?: Cadence;
  /** A hash of the whole definition. */
  readonly digest: string;
  readonly engine: EngineRule;
  /** Read units per second of each DynamoDB view, in the place of the view's own. */
  readonly readCapacity?: number;
  /** The states, of rows or `none`, in which the rows of a view may rest, by its name. Absent if the rule knows none. */
  readonly restingStates?: Readonly<Record<string, readonly string[]>>;
  /** The key under which the rule reports a row of this view; undefined for the row's own key. */
  readonly findingKey?: (view: string, row: Row) => string | undefined;
}

/** The rule's views as it reads them, at the read rate that it allows. */
export const pacedViews = (rule: Pick<Rule, 'views' | 'readCapacity'>): readonly View[] =>
  rule.views.map((view) => paced(view, rule));

/** Options of every kind of rule. Times are milliseconds on the reconciled system's clock. */
export interface RuleOptions extends RowGuardOptions {
  /** Lower-case words joined by hyphens; appears in the ledger, metrics and reports. */
  readonly name: string;
  /** Rules that run, and are repaired, before this one. */
  readonly after?: readonly string[];
  /**
   * How long to wait before a candidate is read again: longer than a change takes to reach the other store. 0 if nobody
   * writes to either store: a candidate is then read again at once.
   */
  readonly settleWindow: number;
  /** How many times a candidate that keeps changing is read again; 3 by default. */
  readonly settleRounds?: number;
  /** Whether the owner is still working on the key. */
  readonly inFlight?: (pair: Pair) => boolean;
  /** How long a key may be in flight without a write before it is stuck. */
  readonly stuckAfter?: number;
  /** Whom to call for a stuck key. */
  readonly onStuck?: OwnerCall;
  readonly limits?: RuleLimits;
  /** How often scheduled runs execute it; every run by default. */
  readonly cadence?: Cadence;
}

const MINUTE = 60_000;

export const minutes = (count: number): number => count * MINUTE;

/** On a fast virtual clock a shorter window could end before an event has arrived. */
const MIN_SETTLE_WINDOW = minutes(2);
const MAX_SETTLE_WINDOW = minutes(24 * 60);

/** For stores that nobody writes to: a candidate is read again at once. */
const AT_REST = 0;

const SETTLE_ROUNDS = 3;

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The mistakes that a rule of any kind can have. */
export function commonProblems(options: RuleOptions, views: readonly View[]): Problem[] {
  const {
    name,
    settleWindow,
    settleRounds = SETTLE_ROUNDS,
    inFlight,
    stuckAfter,
    onStuck,
    expectRows = {},
    maxShrink = 0,
    limits,
  } = options;
  const path = (field: string): string => `${name}.${field}`;
  const isWhole = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;
  const checks: readonly (readonly [boolean, string, string])[] = [
    [NAME.test(name), 'name', 'must be lower-case words joined by hyphens'],
    [
      settleWindow === AT_REST || (settleWindow >= MIN_SETTLE_WINDOW && settleWindow <= MAX_SETTLE_WINDOW),
      'settleWindow',
      `must be at least ${MIN_SETTLE_WINDOW} ms (2 minutes) and at most a day, such as minutes(5), or 0 for stores that nobody writes to`,
    ],
    [isWhole(settleRounds) && settleRounds >= 1, 'settleRounds', 'must be a whole number, at least 1'],
    [inFlight === undefined || stuckAfter !== undefined, 'stuckAfter', 'is required with inFlight'],
    [stuckAfter === undefined || stuckAfter > settleWindow, 'stuckAfter', 'must be longer than settleWindow'],
    [onStuck === undefined || stuckAfter !== undefined, 'onStuck', 'requires stuckAfter'],
    [
      isWhole(expectRows.left ?? 0) && isWhole(expectRows.right ?? 0),
      'expectRows',
      'must be whole numbers, at least 0',
    ],
    [maxShrink >= 0 && maxShrink <= 1, 'maxShrink', 'must be between 0 and 1'],
    ...views.map(
      (view) => [view.strong, view.name, 'has no strong reads (an index?): use a view of the table itself'] as const,
    ),
  ];
  return [
    ...checks.filter(([holds]) => !holds).map(([, field, message]) => ({ path: path(field), message })),
    ...limitProblems(`${name}.limits`, limits, views),
    ...cadenceProblems(name, options.cadence, views),
  ];
}

/** The members of a rule that come from the common options. */
export function commonRule(options: RuleOptions): Pick<Rule, 'name' | 'after' | 'digest' | 'cadence' | 'readCapacity'> {
  const { name, after = [], cadence, limits: { readCapacity } = {} } = options;
  return {
    name,
    after,
    digest: ruleDigest(options),
    ...(cadence && { cadence }),
    ...(readCapacity !== undefined && { readCapacity }),
  };
}

/** The members of the engine's rule that come from the common options. */
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
    settleRounds = SETTLE_ROUNDS,
    inFlight,
    stuckAfter,
    onStuck,
    expectRows,
    limits,
  } = options;
  return {
    name,
    after,
    settleWindow,
    settleRounds,
    inFlight: inFlight ?? (() => false),
    stuckAfter: stuckAfter ?? Infinity,
    stuckOwner: onStuck?.owner ?? name,
    expectRows: { left: 0, right: 0, ...expectRows },
    rowGuards: rowGuards(options),
    limits: repairLimits(limits),
  };
}

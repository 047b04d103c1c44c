/** A rule as the engine runs it: two keyed sets, when they agree, and what to do if they do not. */
import type { Cause } from './cause.ts';
import type { Parts } from './parts.ts';
import type { Pushdown } from './pushdown.ts';
import type { ShownValues } from './result.ts';
import type { GuardedWrite, Reading, Row, View } from './view.ts';

/** Both sides of one key. */
export interface Pair {
  readonly left?: Row;
  readonly right?: Row;
  /** The two sides were not read at the same moment: decide nothing from them. */
  readonly torn?: true;
}

/**
 * Each row is reduced to a token: one text of everything that is compared. The engine sees only tokens; a key without a
 * row has no token.
 */
export interface Relation {
  /**
   * `equal`: the sides agree exactly where their tokens are the same, or both have no row. `subset`: where they are the
   * same, or the left side has no row. Seeded hashes then replace the tokens. Absent if the texts themselves are
   * needed.
   */
  readonly kind?: 'equal' | 'subset';
  leftToken(row: Row): string;
  rightToken(row: Row): string;
  agrees(left: string | undefined, right: string | undefined): boolean;
}

export interface Sides {
  scanLeft(reading: Reading): AsyncIterable<Row>;
  scanRight(reading: Reading): AsyncIterable<Row>;
  /** The rows that stand for several rows of a side with one key. A side without one promises that its keys are unique. */
  readonly repeated?: { readonly left?: (key: string) => Row; readonly right?: (key: string) => Row };
  /** The same rows, compared within their store; used only for an `equal` relation. */
  readonly pushLeft?: (reading: Reading) => Promise<Pushdown | undefined>;
  readonly pushRight?: (reading: Reading) => Promise<Pushdown | undefined>;
  /** Keys of rows of either side written since then, read from indexes; absent if no index can answer. */
  readonly changes?: (since: Date, reading: Reading) => AsyncIterable<string>;
  /** Present if workers can read both sides in parts, each row under a unique key. */
  readonly parts?: { readonly left: Parts; readonly right: Parts };
  /** Rows of the larger side, from statistics; undefined if there are none. */
  readonly estimate?: (reading: Reading) => Promise<number | undefined>;
  /**
   * Maximum number of keys in one re-read; a few hundred by default. Higher for a store in which each re-read costs a
   * scan.
   */
  readonly rereadAtOnce?: number;
  /** Strong reads of both sides. The answer has every requested key. */
  reread(keys: readonly string[], reading: Reading): Promise<ReadonlyMap<string, Pair>>;
}

/** A call that repairs a key by asking the service that owns it. */
export interface OwnerCall {
  /** The owner's name in the ledger, such as `transactions drive`. */
  readonly owner: string;
  /** How a person can undo the call, or why that is impossible. */
  readonly compensation: string;
  readonly call: (key: string, signal: AbortSignal) => Promise<void>;
}

export type Remedy =
  /** A person has to decide. */
  | { readonly kind: 'report'; readonly reason: string }
  | {
      readonly kind: 'write';
      readonly steps: readonly { readonly view: View; readonly write: GuardedWrite; readonly before?: Row }[];
    }
  | ({ readonly kind: 'call' } & OwnerCall);

/** A difference that has settled. */
export interface Finding {
  readonly rule: string;
  readonly key: string;
  readonly standing: 'drift' | 'stuck';
  readonly pair: Pair;
}

/** What is normal for a side. */
export interface RowGuard {
  /** Whether the side may hold no row while the other one does. */
  readonly allowEmpty: boolean;
  /** Share of its rows, 0 to 1, that it may have lost since the last complete pass. */
  readonly maxShrink: number;
}

export interface RepairLimits {
  /** Maximum number of repairs in one run. */
  readonly count: number;
  /**
   * Maximum number of repairs in one run as a share of the larger side's rows, 0 to 1. Up to `always` repairs are
   * allowed in any case.
   */
  readonly share: number;
  /** Number of repairs that are allowed whatever their share, so that a small table can be repaired. */
  readonly always: number;
}

export interface EngineRule {
  readonly name: string;
  /** Rules that are run, and repaired, before this one. */
  readonly after: readonly string[];
  readonly sides: Sides;
  readonly relation: Relation;
  /** Fields that both sides must hold, if the rule compares them by name. */
  readonly compared?: readonly string[];
  /** Milliseconds on the system's clock. */
  readonly settleWindow: number;
  /** Maximum number of re-reads while a candidate keeps changing. */
  readonly settleRounds: number;
  /** Whether the owner is still working on the key. */
  inFlight(pair: Pair): boolean;
  /** Milliseconds without a write after which a key in flight counts as stuck. */
  readonly stuckAfter: number;
  /** Rules that share this name report a stuck key only once. */
  readonly stuckOwner: string;
  /** Minimum number of rows of each side; with fewer rows, the store is not trusted. */
  readonly expectRows: { readonly left: number; readonly right: number };
  /** Further limits on the rows of each side; absent if any number is normal. */
  readonly rowGuards?: Readonly<Record<'left' | 'right', RowGuard | undefined>>;
  /** Whether unrepaired findings of earlier rules account for this one. */
  explained(pair: Pair, key: string, open: readonly Finding[]): boolean;
  /**
   * Why a finding is not a plain difference of values: a value that a view cannot represent, or a key that a store
   * cannot hold. Undefined if it is a plain difference.
   */
  readonly whyNotCompared?: (finding: Finding) => string | undefined;
  /** What typically causes a difference like this one; undefined for a rule that has no evidence of it. */
  readonly cause?: (finding: Finding) => Cause;
  /** Names and values of what differs, as reports show it. */
  describe(pair: Pair): Readonly<Record<string, ShownValues>>;
  /** Which side is right about each described field; leaves out fields that have no master. */
  masters(pair: Pair): Readonly<Record<string, 'left' | 'right'>>;
  /** Fields of either side whose values appear in no report, log or reason. */
  readonly sensitive?: ReadonlySet<string>;
  remedy(finding: Finding): Remedy;
  readonly limits: RepairLimits;
}

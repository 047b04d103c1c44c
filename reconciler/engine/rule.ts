/** A rule as the engine runs it: two keyed sets, what it means that they agree, and what to do where they do not. */
import type { Pushdown } from './pushdown.ts';
import type { ShownValues } from './result.ts';
import type { GuardedWrite, Reading, Row, View } from './view.ts';

/** Both sides of one key. */
export interface Pair {
  readonly left?: Row;
  readonly right?: Row;
  /** The two were not read at one moment: decide nothing from them. */
  readonly torn?: true;
}

/**
 * Each row is reduced to a token, a text of all that is compared. The engine knows tokens only; no token stands for a
 * key that has no row.
 */
export interface Relation {
  /**
   * `equal`: the sides agree exactly where their tokens are the same, or both have no row. `subset`: where they are the
   * same, or the left side has no row. Then seeded hashes stand for the tokens. Absent where the texts themselves are
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
  /** The same rows, compared within their store; only asked for an `equal` relation. */
  readonly pushLeft?: (reading: Reading) => Promise<Pushdown | undefined>;
  readonly pushRight?: (reading: Reading) => Promise<Pushdown | undefined>;
  /** Keys of rows of either side written since then, read from indexes; absent if no index can answer. */
  readonly changes?: (since: Date, reading: Reading) => AsyncIterable<string>;
  /** Rows of the larger side, from statistics; undefined where there are none. */
  readonly estimate?: (reading: Reading) => Promise<number | undefined>;
  /** Maximum number of keys in one re-read; absent for some hundreds. More where each re-read costs a scan. */
  readonly rereadAtOnce?: number;
  /** Strong reads of both sides. Every key that was asked for is in the answer. */
  reread(keys: readonly string[], reading: Reading): Promise<ReadonlyMap<string, Pair>>;
}

/** A call that repairs a key by asking the service that owns it. */
export interface OwnerCall {
  /** Such as `transactions drive`, as the ledger names it. */
  readonly owner: string;
  /** How the call could be taken back by a person, or why it cannot. */
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
  /** Most repairs of one run. */
  readonly count: number;
  /** Most repairs of one run as a share of the rows of the larger side, 0 to 1; up to `always` is allowed in any case. */
  readonly share: number;
  /** Repairs that no share forbids, so that a small table can be repaired. */
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
  /** Re-reads at most, while a candidate keeps changing. */
  readonly settleRounds: number;
  /** Whether the owner is still at work on the key. */
  inFlight(pair: Pair): boolean;
  /** Milliseconds without a write after which what is in flight is stuck. */
  readonly stuckAfter: number;
  /** Rules that share this name report a stuck key once between them. */
  readonly stuckOwner: string;
  /** Minimum number of rows of each side; fewer mean that the store is not what it should be. */
  readonly expectRows: { readonly left: number; readonly right: number };
  /** What is normal for each side beside `expectRows`; absent if any number of rows is. */
  readonly rowGuards?: Readonly<Record<'left' | 'right', RowGuard | undefined>>;
  /** Whether findings of earlier rules that are not repaired account for this one. */
  explained(pair: Pair, key: string, open: readonly Finding[]): boolean;
  /**
   * Why a finding is not a plain difference of values: a value that a view cannot represent, or a key that a store
   * cannot hold. Undefined where it is one.
   */
  readonly whyNotCompared?: (finding: Finding) => string | undefined;
  /** Names and values of what differs, as reports show it. */
  describe(pair: Pair): Readonly<Record<string, ShownValues>>;
  /** Which side is right, by field, of those that it describes; none of a field that neither side is the master of. */
  masters(pair: Pair): Readonly<Record<string, 'left' | 'right'>>;
  /** Fields of either side whose values appear in no report, log or reason. */
  readonly sensitive?: ReadonlySet<string>;
  remedy(finding: Finding): Remedy;
  readonly limits: RepairLimits;
}

/**
 * What the harness needs from a system's stores. Every view and reconciliation of `@evenkeel/reconciler` has it, so one
 * description serves the hourly repair and the judgement of a run.
 */

/** What ends a read early, and where it reports its progress. */
export interface StoreReading {
  readonly signal: AbortSignal;
  received(bytes: number): void;
}

/** A row of a view. */
export interface StoreRow {
  readonly key: string;
  /** Texts, booleans, null, JSON values and, for integers, bigints. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The store's own form of the values, by field; given by `read` only. */
  readonly stored?: Readonly<Record<string, unknown>>;
  readonly version?: bigint;
  /** Epoch milliseconds of the last write, on the system's clock. */
  readonly touchedAt?: number;
  /** The whole row as the store holds it; given by `read` only. */
  readonly image?: string;
}

/** A write that happens only if the store still holds what was read. */
export type StoreWrite =
  | {
      readonly kind: 'create';
      readonly key: string;
      readonly fields: StoreRow['fields'];
      readonly stored?: StoreRow['stored'];
    }
  | {
      readonly kind: 'update';
      readonly key: string;
      readonly fields: StoreRow['fields'];
      readonly guard: StoreRow;
    }
  | { readonly kind: 'delete'; readonly key: string; readonly guard: StoreRow }
  /** Restores an image if the store holds exactly `expected`; null is no row. */
  | { readonly kind: 'restore'; readonly key: string; readonly image: string | null; readonly expected: string | null };

export type StoreWriteOutcome =
  | { readonly written: true /** What the store holds now. */; readonly image: string | null }
  | { readonly written: false; readonly reason: string };

/** A keyed projection of one store. */
export interface StoreView {
  /** Such as `checkout.orders`; unique in a system. */
  readonly name: string;
  /**
   * The type of each part of a key, such as `uuid`. Absent if any text can be a key; several parts are a JSON array.
   */
  readonly keyTypes?: readonly string[];
  readonly images?: {
    /** Which write left an image. */
    readonly mark?: (image: string) => string | undefined;
    /** Whether nobody wrote to the row between two images. If absent, whole images are compared. */
    readonly isUnwritten?: (one: string, other: string) => boolean;
    /** The row in an image, as far as the view can read it. */
    readonly row?: (image: string) => StoreRow | undefined;
  };
  /** The type of each field. */
  readonly fields: Readonly<Record<string, string>>;
  /** Fields whose values appear in no evidence and no report. */
  readonly sensitive: ReadonlySet<string>;
  scan(reading: StoreReading): AsyncIterable<StoreRow>;
  read(keys: readonly string[], reading: StoreReading): Promise<ReadonlyMap<string, StoreRow>>;
  /** Absent for a read-only view, through which no drift can be seeded. */
  write?(write: StoreWrite, stamp: { readonly mark: string; readonly at: Date }): Promise<StoreWriteOutcome>;
  /** What an undo needs beside the row's own image; undefined if that is enough. */
  imageBefore?(write: StoreWrite): Promise<string | undefined>;
}

/** What the hourly run keeps consistent. */
export interface StoreReconciliation {
  readonly rules: readonly {
    readonly name: string;
    readonly views: readonly StoreView[];
    /** The states, of rows or `none`, in which the rows of a view may rest, by its name. Absent if the rule knows none. */
    readonly restingStates?: Readonly<Record<string, readonly string[]>>;
    /** The key under which the rule reports a row of this view; undefined for the row's own key. */
    findingKey?(view: string, row: StoreRow): string | undefined;
  }[];
  readonly close?: () => unknown;
}

/** A row of a view, and what reading rows needs. */
import type { AbsentField } from './errors.ts';
import type { ScratchSpace } from './groups.ts';
import type { Json } from './json.ts';
import type { Fields } from './value.ts';

/**
 * A value in its store's own form, for copies between views of one kind of store. The engine passes it on without
 * interpreting it.
 */
export interface StoredValue {
  /** Kind of store that can write it, such as `postgresql` or `dynamodb`. */
  readonly store: string;
  /** The store's own rendering, exact to the last bit. */
  readonly text: string;
}

export interface Row {
  readonly key: string;
  /** What is compared and shown. */
  readonly fields: Fields;
  /** The stored values, by field; only a strong read returns them. */
  readonly stored?: Readonly<Record<string, StoredValue>>;
  /** Fields whose value the view cannot represent, each with the reason. Such a value equals nothing and is never a master. */
  readonly unreadable?: Readonly<Record<string, string>>;
  /** Values of text fields that are not texts, such as an array: unreadable, unless the other store's type takes them. */
  readonly structured?: Readonly<Record<string, Exclude<Json, null>>>;
  /**
   * Set for a record without a readable key; `key` is then its place in the file. It may be any row, so no row of the
   * other side is deleted for being missing here.
   */
  readonly isKeyless?: true;
  /** Raised by each write to the row. */
  readonly version?: bigint;
  /** Last write, epoch milliseconds on the system's clock. */
  readonly touchedAt?: number;
  /** The whole row as the store holds it, as JSON; only a strong read returns it. */
  readonly image?: string;
  /** Set for a row that is made of other rows, by a re-read only: the newest of those, and how many there are. */
  readonly madeOf?: { readonly rows: readonly Row[]; readonly count: number };
}

/** What reading needs from the run: when to stop, and where to report the bytes received. */
export interface Reading {
  readonly signal: AbortSignal;
  received(bytes: number): void;
  /** Read capacity that DynamoDB charged for an answer. */
  consumed?(readUnits: number): void;
  /** Receives, at the end of a scan that found rows, each field that none of them holds. */
  absent?(field: AbsentField): void;
  /** Restricts a scan, a sketch or a selection to one of the view's parts. The whole view if absent. */
  readonly part?: string;
  /** Share of the view's read capacity that this reader may use, above 0 and up to 1; all of it if absent. */
  readonly readShare?: number;
  /** Where a scan that has to group rows may put what is too much for memory; memory by default. */
  readonly scratch?: ScratchSpace;
}

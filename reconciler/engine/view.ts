/** What the engine knows of a store: keyed rows, streamed, re-read and written under a guard. */
import type { KeyType } from './key.ts';
import type { Pushdown } from './pushdown.ts';
import type { Reading, Row, StoredValue } from './row.ts';
import type { Spelling } from './spelling.ts';
import type { Fields, FieldType } from './value.ts';

export type { Reading, Row, StoredValue } from './row.ts';

/** A write that happens only if the store still holds what the decision to write was made on. */
export type GuardedWrite =
  | {
      readonly kind: 'create';
      readonly key: string;
      readonly fields: Fields;
      /** The master's stored values; a view of the same kind of store writes these, any other converts `fields`. */
      readonly stored?: Readonly<Record<string, StoredValue>>;
    }
  | {
      readonly kind: 'update';
      readonly key: string;
      readonly fields: Fields;
      readonly stored?: Readonly<Record<string, StoredValue>>;
      readonly guard: Row;
    }
  | { readonly kind: 'delete'; readonly key: string; readonly guard: Row }
  /** Puts an image back, where the store holds exactly `expected`; null is no row. */
  | {
      readonly kind: 'restore';
      readonly key: string;
      readonly image: string | null;
      readonly expected: string | null;
    };

/** Who writes and when: `mark` is `run#operation`. */
export interface Stamp {
  readonly mark: string;
  readonly at: Date;
}

export type WriteOutcome =
  | { readonly written: true /** What the store holds now. */; readonly image: string | null }
  | {
      readonly written: false;
      readonly reason: string;
      /** Set if an earlier attempt of the same request may have written, so that this answer does not settle it. */
      readonly isInDoubt?: true;
    };

/** One way in which a view does not fit the store that it describes. */
export interface ViewProblem {
  /** Such as `catalog.products.fields.name`. */
  readonly path: string;
  readonly message: string;
}

/** What a whole scan will read, from the store's statistics. */
export interface ViewEstimate {
  readonly rows: number;
  readonly bytes: number;
  /** Of DynamoDB, strongly consistent. */
  readonly readUnits?: number;
}

/** What a store's images say, as the ledger, an undo and an export need it. */
export interface Images {
  /** The mark of the last repair in an image; absent where the store keeps none. */
  readonly mark?: (image: string) => string | undefined;
  /** Whether two images differ in nothing but the version and the mark. */
  alike(one: string, other: string): boolean;
  /**
   * Whether no one wrote to the row between two images, which may hold different parts of it. Absent where images are
   * compared whole.
   */
  isUnwritten?(one: string, other: string): boolean;
  /** Why an image cannot be put back; undefined where it can. */
  whyNotRestorable?(image: string): string | undefined;
  /** The image without the values that no export may show. */
  redacted(image: string): string;
}

/** A keyed projection of one store. */
export interface View<Field extends string = string> {
  /** Such as `checkout.prices`; unique in a reconciliation. */
  readonly name: string;
  readonly fields: Readonly<Record<Field, FieldType>>;
  /** What each part of a key is in the store. Absent where a key is any text. */
  readonly keyTypes?: readonly KeyType[];
  /** Why no row of the store can have this key; undefined where one can. `read` finds no row for such a key. */
  readonly whyNotHeld?: (key: string) => string | undefined;
  /** Whether its documents may be JSON's null, which is not the store's own null: `JSON_NULL` stands for it. */
  readonly hasJsonNull?: true;
  /** Present where the store keeps some texts in a form of its own. */
  readonly spelling?: (reading: Reading) => Promise<Spelling>;
  /**
   * The table that the view reads and writes. Views with the same table of the same client or pool show the same rows, so
   * an undo recognises what other views of the table wrote.
   */
  readonly origin?: { readonly store: object; readonly table: string };
  /** Fields whose values appear in no report or log. */
  readonly sensitive: ReadonlySet<string>;
  /** Whether `read` sees every write that was acknowledged before. One that does not cannot settle a candidate. */
  readonly strong: boolean;
  /** Streams every row once, in any order. */
  scan(reading: Reading): AsyncIterable<Row>;
  /** Reads the rows with these keys; a key that is not in the answer has no row. */
  read(keys: readonly string[], reading: Reading): Promise<ReadonlyMap<string, Row>>;
  /**
   * Keys of rows that were written since then, from an index that may be a while behind and does not know of rows that
   * were deleted: candidates to re-read between whole scans, and never what is concluded from.
   */
  readonly changedSince?: (since: Date, reading: Reading) => AsyncIterable<string>;
  /**
   * The same view, whose reads consume this many units in a second at most, whatever it was made with. Absent where the
   * store does not count what a read consumes.
   */
  readonly atReadCapacity?: (unitsPerSecond: number) => View<Field>;
  /** Absent for a view that is never written through. */
  readonly write?: (write: GuardedWrite, stamp: Stamp) => Promise<WriteOutcome>;
  /**
   * What the ledger has to keep before a write, and the write's guard has to hold, where a re-read's image is not all
   * that the write touches: a deleted row whole, and the rows that go with it. Undefined where it is.
   *
   * @throws Error with the reason where an undo could not put all of it back
   */
  readonly imageBefore?: (write: GuardedWrite) => Promise<string | undefined>;
  /** Absent where images can only be compared whole; an export shows none of them then. */
  readonly images?: Images;
  /** Compares the view with the store's own description (columns, types, a key that is unique) before any row is read. */
  readonly inspect?: (reading: Reading) => Promise<readonly ViewProblem[]>;
  /** Without reading rows. */
  readonly estimate?: (reading: Reading) => Promise<ViewEstimate>;
  /**
   * Present where the store can make tokens and sketches itself. Undefined where a field has no canonical rendering
   * there, or where the store does not itself keep the key unique and not null: the view is streamed.
   */
  readonly pushdown?: (fields: readonly string[], reading: Reading) => Promise<Pushdown | undefined>;
}

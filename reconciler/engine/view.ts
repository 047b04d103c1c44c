/** What the engine knows about a store: keyed rows that it streams, reads again, and writes under a guard. */
import type { Json } from './json.ts';
import type { KeyType } from './key.ts';
import type { Pushdown } from './pushdown.ts';
import type { Parts } from './parts.ts';
import type { Reading, Row, StoredValue } from './row.ts';
import type { Spelling } from './spelling.ts';
import type { Fields, FieldType } from './value.ts';

export type { Reading, Row, StoredValue } from './row.ts';

/** A write that happens only if the store still holds the data on which the decision to write was based. */
export type GuardedWrite =
  | {
      readonly kind: 'create';
      readonly key: string;
      readonly fields: Fields;
      /**
       * The master's stored values. A view of the same kind of store writes these; any other view converts `fields`.
       */
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
  /** Restores an image if the store holds exactly `expected`; null is no row. */
  | {
      readonly kind: 'restore';
      readonly key: string;
      readonly image: string | null;
      readonly expected: string | null;
    };

/** Who writes, and when; `mark` is `run#operation`. */
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

/** How much a full scan will read, by the store's statistics. */
export interface ViewEstimate {
  readonly rows: number;
  readonly bytes: number;
  /** DynamoDB's read units, with strong consistency. */
  readonly readUnits?: number;
  /** Read units per second that the view allows itself; absent if it has no such limit. */
  readonly readCapacity?: number;
}

/** How the ledger, an undo and an export read a store's images. */
export interface Images {
  /** The mark of the last repair in an image; absent if the store keeps none. */
  readonly mark?: (image: string) => string | undefined;
  /** Whether two images differ only in version and mark. */
  alike(one: string, other: string): boolean;
  /**
   * Whether nobody wrote to the row between two images, which may hold different parts of it. If absent, whole images
   * are compared.
   */
  isUnwritten?(one: string, other: string): boolean;
  /** Why an image cannot be restored; undefined if it can. */
  whyNotRestorable?(image: string): string | undefined;
  /**
   * The image without values that exports must not show.
   *
   * @param sensitive fields that are sensitive in another view of the rule
   */
  redacted(image: string, sensitive?: ReadonlySet<string>): string;
  /** The row in an image, with the fields that it holds and the view can read; undefined if it cannot be read. */
  row?(image: string): Row | undefined;
}

/**
 * Reads, strongly, every row whose fields have the values of one of the groups. It may return other rows as well, and each
 * row once at most.
 */
export type GroupReader = (groups: readonly Fields[], reading: Reading) => AsyncIterable<Row>;

/** A keyed projection of one store. */
export interface View<Field extends string = string> {
  /** Such as `checkout.prices`; unique in a reconciliation. */
  readonly name: string;
  readonly fields: Readonly<Record<Field, FieldType>>;
  /** The type of each part of a key in the store. Absent if any text can be a key. */
  readonly keyTypes?: readonly KeyType[];
  /** Why no row of the store can have this key; undefined if one can. `read` finds no row for such a key. */
  readonly whyNotHeld?: (key: string) => string | undefined;
  /** Set if a document can be JSON's null, as opposed to the store's own null; its value is then `JSON_NULL`. */
  readonly hasJsonNull?: true;
  /** Present if the store keeps some texts in a form of its own. */
  readonly spelling?: (reading: Reading) => Promise<Spelling>;
  /**
   * The table that the view reads and writes. Views with the same table of the same client or pool show the same rows, so
   * an undo recognises what other views of the table wrote.
   */
  readonly origin?: { readonly store: object; readonly table: string };
  /** Which rows of the store the view shows, for the digest of a rule; absent if it shows all of them. */
  readonly where?: Json;
  /** Fields whose values appear in no report or log. */
  readonly sensitive: ReadonlySet<string>;
  /** Whether `read` sees every write that was acknowledged before. Otherwise the view cannot settle a candidate. */
  readonly strong: boolean;
  /** Present if the store can be read in parts, by several workers. `scan` and `pushdown` then respect `reading.part`. */
  readonly parts?: Parts;
  /** Streams every row once, in any order. */
  scan(reading: Reading): AsyncIterable<Row>;
  /**
   * Present where several rows may have one key, as in a file: the row that stands for them, with no field that can be
   * compared. `read` gives it too. Without it, two rows with one key end the rule without a conclusion.
   */
  readonly repeatedRow?: (key: string) => Row;
  /** Reads the rows with these keys; a key that is not in the answer has no row. */
  read(keys: readonly string[], reading: Reading): Promise<ReadonlyMap<string, Row>>;
  /**
   * Keys of rows that were written since then, from an index. The index may lag behind, and does not report deleted
   * rows. The keys are only candidates to re-read between full scans; nothing is concluded from them.
   */
  readonly changedSince?: (since: Date, reading: Reading) => AsyncIterable<string>;
  /**
   * Reads rows by the values of these fields, without reading the whole table. Absent, or undefined for fields by which the
   * store cannot do so strongly: the rows are then found by a scan.
   */
  readonly groupReader?: (fields: readonly string[]) => GroupReader | undefined;
  /**
   * The same view, limited to this many read units per second, whatever limit it was made with. Absent if the store
   * does not count read units.
   */
  readonly atReadCapacity?: (unitsPerSecond: number) => View<Field>;
  /** Absent for a read-only view. An error leaves open whether the row was written, unless it is a NothingWrittenError. */
  readonly write?: (write: GuardedWrite, stamp: Stamp) => Promise<WriteOutcome>;
  /**
   * The image that the ledger keeps before the write, and that guards it, if the write touches more than a re-read's
   * image shows: for a deletion, the whole row and the rows that are deleted with it. Undefined if the re-read's image
   * is enough.
   *
   * @throws Error with the reason if an undo could not restore all of it
   */
  readonly imageBefore?: (write: GuardedWrite) => Promise<string | undefined>;
  /** Absent if images can only be compared as a whole; an export then shows none of them. */
  readonly images?: Images;
  /** Compares the view with the store's own description (columns, types, a key that is unique) before any row is read. */
  readonly inspect?: (reading: Reading) => Promise<readonly ViewProblem[]>;
  /** Without reading rows. */
  readonly estimate?: (reading: Reading) => Promise<ViewEstimate>;
  /**
   * Present if the store can compute tokens and sketches. Resolves to undefined, so that the view is streamed, if the
   * store cannot render a field canonically, or does not guarantee that the key is unique and not null.
   */
  readonly pushdown?: (fields: readonly string[], reading: Reading) => Promise<Pushdown | undefined>;
}

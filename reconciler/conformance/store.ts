import type { Fields, Reading, Row, View } from '../engine/index.ts';

/** A store that its author has opened for the checks: a real engine, with tables that the test created. */
export interface StoreUnderTest {
  /**
   * The view under test. Its fields are `name` (text), `count` (integer), `price` (decimal) and `active` (boolean). Its
   * key is one text, and it has `version` and `updatedAt`. If the store reads in pages, a page holds only a few rows.
   */
  readonly view: View;
  /** The same view of a table that does not exist. */
  readonly broken: View;
  /** The same view, through a connection that breaks in the middle of a scan. */
  readonly breaking: View;
  /**
   * Views with one mistake each. The key is the place that `inspect` reports after the view's name, such as
   * `fields.name`.
   */
  readonly mistaken: Readonly<Record<string, View>>;
  /** Writes rows directly to the store, as its owner would: with version 1, last written at `at`. */
  readonly put: (rows: Readonly<Record<string, Fields>>, at: Date) => Promise<void>;
  /** The same view with `where: { active: true }`, writable if `view` is; absent for a store without conditions. */
  readonly active?: View;
  /**
   * The same view, but its field `name` is read from the member `name` of a document, which has the member `kept` as
   * well; absent for a store without documents.
   */
  readonly nested?: {
    readonly view: View;
    readonly put: StoreUnderTest['put'];
    /** The document's member `kept`, or undefined if it does not have it. */
    readonly kept: (key: string) => Promise<string | undefined>;
  };
  /** Updates the store's statistics; does nothing if the store keeps none. */
  readonly analyse: () => Promise<void>;
}

/** A store that takes repairs. */
export interface WrittenStoreUnderTest extends StoreUnderTest {
  /** Writes directly to the store, and changes only a part of the row that no field of the view declares. */
  readonly touch: (key: string) => Promise<void>;
  /**
   * Everything that the store holds of the row except its version and the mark of a repair, as one text. Texts are
   * equal only if the rows are. Undefined if there is no row.
   */
  readonly whole: (key: string) => Promise<string | undefined>;
  /**
   * Makes sure that the store, although it holds this row, would reject it if it were inserted again, for example
   * because of a constraint that was added later. Absent if no store of this kind has such rows.
   */
  readonly forbid?: (key: string) => Promise<void>;
}

export type OpenStore<Store extends StoreUnderTest = StoreUnderTest> = () => Store | Promise<Store>;

/** One check of a store. `run` rejects with an AssertionError if the check fails. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export type Checks<Store extends StoreUnderTest = StoreUnderTest> = Readonly<
  Record<string, (store: Store) => Promise<void>>
>;

export const checksOf = <Store extends StoreUnderTest>(open: OpenStore<Store>, checks: Checks<Store>): Check[] =>
  Object.entries(checks).map(([name, check]) => ({ name, run: async () => check(await open()) }));

export const reading: Reading = { signal: new AbortController().signal, received: () => undefined };

export const AT = new Date('2026-03-01T10:00:00.000Z');

export const bolt: Fields = { name: 'O\'Brien "bolt" ; -- é', count: 9007199254740993n, price: '3', active: true };

export async function scanned(view: View): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of view.scan(reading)) rows.push(row);
  return rows;
}

/** Reads as a run does: first the whole view, then these keys again. */
export async function reread(view: View, keys: readonly string[]): Promise<ReadonlyMap<string, Row>> {
  await scanned(view);
  return view.read(keys, reading);
}

export const named = (prefix: string, count: number): Record<string, Fields> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}-${String(at).padStart(3, '0')}`, bolt]));

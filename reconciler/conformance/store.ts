import type { Fields, Reading, Row, View } from '../engine/index.ts';

/** A store as its author opens it for the checks: a real engine, with tables of the test's own. */
export interface StoreUnderTest {
  /**
   * Fields `name`: text, `count`: integer, `price`: decimal, `active`: boolean; keyed by one text; with version and
   * updatedAt. Where pages have a size, one of a few rows.
   */
  readonly view: View;
  /** The same over a table that does not exist. */
  readonly broken: View;
  /** The view again, through a connection that breaks in the middle of a scan. */
  readonly breaking: View;
  /** Views with one mistake each, by the place that `inspect` gives after the view's name, such as `fields.name`. */
  readonly mistaken: Readonly<Record<string, View>>;
  /** Writes past the view, as the owner of the store would: version 1, last written at `at`. */
  readonly put: (rows: Readonly<Record<string, Fields>>, at: Date) => Promise<void>;
  /** Brings the store's statistics up to date; nothing where it keeps none. */
  readonly analyse: () => Promise<void>;
}

/** A store that takes repairs. */
export interface WrittenStoreUnderTest extends StoreUnderTest {
  /** Writes past the view to a part of the row that no field declares, and to nothing else. */
  readonly touch: (key: string) => Promise<void>;
  /**
   * Everything that the store holds of the row, without its version and the mark of a repair, as a text that is the same
   * for the same row alone; undefined where there is no row.
   */
  readonly whole: (key: string) => Promise<string | undefined>;
}

export type OpenStore<Store extends StoreUnderTest = StoreUnderTest> = () => Store | Promise<Store>;

/** One thing that a store has to do. `run` rejects with an AssertionError where it does not. */
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

/** As a run reads: the whole first, then these keys again. */
export async function reread(view: View, keys: readonly string[]): Promise<ReadonlyMap<string, Row>> {
  await scanned(view);
  return view.read(keys, reading);
}

export const named = (prefix: string, count: number): Record<string, Fields> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}-${String(at).padStart(3, '0')}`, bolt]));

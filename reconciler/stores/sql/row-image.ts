/**
 * Images of rows: JSON objects from each column's name to its text, as the output function of its type writes it under
 * pinned settings, or null. What is no column's stands under the empty name, which no column can have.
 */
export interface RowImage {
  readonly columns: ReadonlyMap<string, string | null>;
  /** The transaction that wrote the row last; absent where the table does not say. */
  readonly xmin?: string;
  /** Whether it holds every column that the table had. */
  readonly isWhole?: true;
  /** Rows of other tables, or of the same, that a deletion takes along. */
  readonly dependents?: readonly DependentRow[];
}

/** A row that is deleted, or changed, together with the row that it refers to. */
export interface DependentRow {
  readonly schema: string;
  readonly table: string;
  /** Whole, as it was. */
  readonly columns: Readonly<Record<string, string | null>>;
  /** Columns that the deletion sets to null or to their defaults; absent where the row is deleted. */
  readonly set?: readonly string[];
  /** Columns that identify a row that is changed. */
  readonly identity?: readonly string[];
}

type Rest = Omit<RowImage, 'columns'>;

const NO_COLUMN = '';

export function imageText({ columns, ...rest }: RowImage): string {
  return JSON.stringify(Object.fromEntries<unknown>([[NO_COLUMN, rest], ...columns]));
}

/** @throws Error for an image in the form of an earlier version, which was not exact */
export function parseImage(text: string): RowImage {
  const { [NO_COLUMN]: rest, ...columns } = JSON.parse(text) as Record<string, unknown>;
  if (typeof rest !== 'object' || rest === null) throw new Error(OLD_FORM);
  return { ...(rest as Rest), columns: new Map(Object.entries(columns as Record<string, string | null>)) };
}

const OLD_FORM =
  'the ledger holds the row in the form of an earlier version of evenkeel, which does not restore every value exactly: put the row back by hand, from what `evenkeel reconcile ledger` shows';

/** Whether the row was not written between the two images, which may hold different columns of it. */
export function isUnwritten(one: RowImage, other: RowImage): boolean {
  if (one.xmin !== undefined && other.xmin !== undefined && one.xmin !== other.xmin) return false;
  return sameShared(one, other, new Set());
}

/** Whether the columns that both images hold are the same, but for some. */
export const sameShared = (one: RowImage, other: RowImage, without: ReadonlySet<string>): boolean =>
  [...one.columns].every(
    ([column, text]) => without.has(column) || !other.columns.has(column) || other.columns.get(column) === text,
  );

/** Whether a deletion takes the same rows along, as far as the columns go that the first image holds of each. */
export function sameDependents(one: RowImage, other: RowImage): boolean {
  const names = new Map<string, ReadonlySet<string>>();
  for (const row of one.dependents ?? []) names.set(tableOf(row), new Set(Object.keys(row.columns)));
  const texts = ({ dependents = [] }: RowImage): string[] =>
    dependents.map((row) => {
      const known = names.get(tableOf(row));
      const columns = Object.entries(row.columns).filter(([name]) => known?.has(name) ?? true);
      return JSON.stringify([tableOf(row), row.set ?? null, columns.sort()]);
    });
  const [first, second] = [texts(one), texts(other)].map((each) => each.sort());
  return JSON.stringify(first) === JSON.stringify(second);
}

const tableOf = ({ schema, table }: DependentRow): string => JSON.stringify([schema, table]);

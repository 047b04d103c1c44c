/**
 * Images of rows: JSON objects that map the name of each column to its text, or to null. The output function of the
 * column's type writes the text under pinned settings. The empty name, which no column can have, holds what is not a
 * column.
 */
export interface RowImage {
  readonly columns: ReadonlyMap<string, string | null>;
  /** The transaction that last wrote the row; absent if the table does not record it. */
  readonly xmin?: string;
  /** Whether that transaction also altered the table, which may have rewritten every row. */
  readonly isAltered?: true;
  /** Whether the image holds every column that the table had. */
  readonly isWhole?: true;
  /** Rows of the same or other tables that a deletion also deletes or changes. */
  readonly dependents?: readonly DependentRow[];
}

/** A row that is deleted or changed together with the row that it refers to. */
export interface DependentRow {
  readonly schema: string;
  readonly table: string;
  /** Every column as it was. */
  readonly columns: Readonly<Record<string, string | null>>;
  /** Columns that the deletion sets to null or to their defaults; absent where the row is deleted. */
  readonly set?: readonly string[];
  /** The columns by which an undo finds a changed row. */
  readonly identity?: readonly string[];
}

type Rest = Omit<RowImage, 'columns'>;

const NO_COLUMN = '';

export function imageText({ columns, ...rest }: RowImage): string {
  return JSON.stringify(Object.fromEntries<unknown>([[NO_COLUMN, rest], ...columns]));
}

/** @throws Error for an image in the format of an earlier version, which was not exact */
export function parseImage(text: string): RowImage {
  const { [NO_COLUMN]: rest, ...columns } = JSON.parse(text) as Record<string, unknown>;
  if (typeof rest !== 'object' || rest === null) throw new Error(OLD_FORM);
  return { ...(rest as Rest), columns: new Map(Object.entries(columns as Record<string, string | null>)) };
}

const OLD_FORM =
  'the ledger holds the row in the format of an earlier version of evenkeel, which cannot restore every value exactly: restore the row by hand from the output of `evenkeel reconcile ledger`';

/** Whether the row was not written between the two images. The images may hold different columns. */
export function isUnwritten(one: RowImage, other: RowImage): boolean {
  if (one.xmin !== undefined && other.xmin !== undefined && one.xmin !== other.xmin && !isAltered(one, other))
    return false;
  return sameShared(one, other, new Set());
}

/**
 * Whether a row that is about to be deleted is the expected one. If the table was altered since, only an image of every
 * column shows that nobody wrote to the row before.
 */
export const isExpected = (expected: RowImage, row: RowImage): boolean =>
  isUnwritten(expected, row) && (expected.isWhole === true || expected.xmin === row.xmin);

/** Whether the later of two transactions altered the table. Transaction numbers are counted in a circle of 32 bits. */
function isAltered(one: RowImage, other: RowImage): boolean {
  const isLater = BigInt.asIntN(32, BigInt(one.xmin ?? 0) - BigInt(other.xmin ?? 0)) > 0n;
  return (isLater ? one : other).isAltered === true;
}

/** Whether the columns that both images hold are equal, except those in `without`. */
export const sameShared = (one: RowImage, other: RowImage, without: ReadonlySet<string>): boolean =>
  [...one.columns].every(
    ([column, text]) => without.has(column) || !other.columns.has(column) || other.columns.get(column) === text,
  );

/**
 * Whether both images hold the same dependent rows. Compares only the columns that the first image holds of each row.
 */
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

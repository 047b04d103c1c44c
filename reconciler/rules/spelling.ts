/**
 * Gives the texts of two views the same spelling, so that `10.0.0.1` in a file and in a column of type inet are the same
 * value. The store with the type converts the texts of the other one.
 */
import { own, type Reading, type Row, type SpelledValue, type Spelling, type View } from '../engine/index.ts';

const ROWS_AT_ONCE = 200;

/** The views as a rule compares them. */
export function spelledAlike<Left extends string, Right extends string>({
  left,
  right,
}: {
  readonly left: View<Left>;
  readonly right: View<Right>;
}): { readonly left: View<Left>; readonly right: View<Right> } {
  return { left: spelledAs(left, right), right: spelledAs(right, left) };
}

/** Fields of a view, and the store that converts them. */
interface Conversion {
  readonly by: Spelling;
  readonly fields: readonly string[];
}

function spelledAs<Field extends string>(view: View<Field>, other: View): View<Field> {
  if (view.spelling === undefined && other.spelling === undefined) return view;
  if (!Object.keys(view.fields).some((field) => areTexts(view, other, field))) return view;
  // Scans of two views may hold the only two connections of one pool, so such views are converted in the re-read alone.
  const areBothTyped = view.spelling !== undefined && other.spelling !== undefined;
  const { pushdown, atReadCapacity } = view;
  return {
    ...view,
    scan(reading) {
      if (areBothTyped) return view.scan(reading);
      return opened(async () => {
        const by = await conversionsOf(view, other, reading);
        return by.length === 0 ? view.scan(reading) : convertedScan(view.scan(reading), by, reading);
      });
    },
    async read(keys, reading) {
      const found = await view.read(keys, reading);
      const rows = await converted([...found.values()], await conversionsOf(view, other, reading), reading);
      return new Map([...found.keys()].flatMap((key, at): [string, Row][] => (rows[at] ? [[key, rows[at]]] : [])));
    },
    ...(pushdown && {
      async pushdown(fields: readonly string[], reading: Reading) {
        const conversions = areBothTyped
          ? [...(await conversionsOf(view, other, reading)), ...(await conversionsOf(other, view, reading))]
          : [];
        const isConverted = conversions.some((conversion) => conversion.fields.some((field) => fields.includes(field)));
        return isConverted ? undefined : pushdown.call(view, fields, reading);
      },
    }),
    ...(atReadCapacity && {
      atReadCapacity: (unitsPerSecond: number) => spelledAs(atReadCapacity.call(view, unitsPerSecond), other),
    }),
  };
}

const areTexts = (view: View, other: View, field: string): boolean =>
  own(view.fields, field) === 'text' && own(other.fields, field) === 'text';

/** How the texts of `view` are converted: by the other store, and by its own store where that has several spellings. */
async function conversionsOf(view: View, other: View, reading: Reading): Promise<Conversion[]> {
  const [own, theirs] = [await view.spelling?.(reading), await other.spelling?.(reading)];
  const among = (by: Spelling | undefined, fields: ReadonlySet<string> | undefined, not: Spelling | undefined) =>
    by === undefined
      ? []
      : [
          {
            by,
            fields: [...(fields ?? [])].filter(
              (field) => areTexts(view, other, field) && not?.fields.has(field) !== true,
            ),
          },
        ];
  return [...among(theirs, theirs?.fields, own), ...among(own, own?.varied, theirs)].filter(
    ({ fields }) => fields.length > 0,
  );
}

/** Passes the rows on without a generator step for each row, because a scan has millions. */
const opened = (open: () => Promise<AsyncIterable<Row>>): AsyncIterable<Row> => ({
  [Symbol.asyncIterator](): AsyncIterator<Row> {
    let rows: AsyncIterator<Row> | undefined;
    return {
      async next() {
        rows ??= (await open())[Symbol.asyncIterator]();
        return rows.next();
      },
      async return() {
        await rows?.return?.();
        return { done: true, value: undefined };
      },
    };
  },
});

async function* convertedScan(
  rows: AsyncIterable<Row>,
  by: readonly Conversion[],
  reading: Reading,
): AsyncGenerator<Row> {
  for await (const batch of batches(rows, ROWS_AT_ONCE)) yield* await converted(batch, by, reading);
}

async function* batches(rows: AsyncIterable<Row>, size: number): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function converted(
  rows: readonly Row[],
  conversions: readonly Conversion[],
  reading: Reading,
): Promise<readonly Row[]> {
  let spelled = rows;
  for (const { by, fields } of conversions) {
    const places = spelled.flatMap((row, at) =>
      fields.flatMap((field) => {
        const value = givenIn(row, field);
        return value === undefined ? [] : [{ at, field, value }];
      }),
    );
    const texts = await by.normal(places, reading);
    const found = new Map<number, Map<string, string>>();
    for (const [index, { at, field }] of places.entries()) {
      const text = texts[index];
      if (text !== undefined) found.set(at, (found.get(at) ?? new Map<string, string>()).set(field, text));
    }
    spelled = spelled.map((row, at) => withTexts(row, found.get(at) ?? new Map()));
  }
  return spelled;
}

function givenIn(row: Row, field: string): SpelledValue['value'] | undefined {
  const text = own(row.fields, field);
  return typeof text === 'string' ? text : row.structured?.[field];
}

function withTexts(row: Row, texts: ReadonlyMap<string, string>): Row {
  const isChanged = [...texts].some(([field, text]) => own(row.fields, field) !== text);
  if (!isChanged) return row;
  const { unreadable, stored, ...rest } = row;
  const left = Object.entries(unreadable ?? {}).filter(([field]) => !texts.has(field));
  const respelled = Object.entries(stored ?? {}).map(([field, value]) => {
    const text = texts.get(field);
    return [field, text === undefined ? value : { ...value, text }] as const;
  });
  return {
    ...rest,
    fields: { ...row.fields, ...Object.fromEntries(texts) },
    ...(left.length > 0 && { unreadable: Object.fromEntries(left) }),
    ...(stored && { stored: Object.fromEntries(respelled) }),
  };
}

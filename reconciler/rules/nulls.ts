/**
 * Makes the nulls of two views comparable: if only one view distinguishes JSON null from its store's null, both compare
 * as null.
 */
import { type Fields, JSON_NULL, own, type Row, type Value, type View } from '../engine/index.ts';

export function nullsAlike<Left extends string, Right extends string>({
  left,
  right,
}: {
  readonly left: View<Left>;
  readonly right: View<Right>;
}): { readonly left: View<Left>; readonly right: View<Right> } {
  return { left: withOneNull(left, right), right: withOneNull(right, left) };
}

function withOneNull<Field extends string>(view: View<Field>, other: View): View<Field> {
  const documents = Object.entries(view.fields).flatMap(([field, type]) => (type === 'json' ? [field] : []));
  if (view.hasJsonNull !== true || other.hasJsonNull === true || documents.length === 0) return view;
  const plain = (row: Row): Row => {
    const nulls = documents.filter((field) => own(row.fields, field) === JSON_NULL);
    if (nulls.length === 0) return row;
    const fields: Fields = {
      ...row.fields,
      ...Object.fromEntries(nulls.map((field): [string, Value] => [field, null])),
    };
    return { ...row, fields };
  };
  const { atReadCapacity } = view;
  return {
    ...view,
    async *scan(reading) {
      for await (const row of view.scan(reading)) yield plain(row);
    },
    async read(keys, reading) {
      return new Map([...(await view.read(keys, reading))].map(([key, row]) => [key, plain(row)]));
    },
    ...(atReadCapacity && {
      atReadCapacity: (unitsPerSecond: number) => withOneNull(atReadCapacity.call(view, unitsPerSecond), other),
    }),
  };
}

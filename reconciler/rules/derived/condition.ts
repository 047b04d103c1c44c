/** Which rows of a view a rule counts. */
import {
  canonicalText,
  type FieldType,
  fromText,
  own,
  type Row,
  StoreReadError,
  type Value,
  type View,
} from '../../engine/index.ts';
import type { Problem } from '../problem.ts';
import { isUnreadable } from '../unreadable.ts';

type Given = string | number | bigint | boolean | null;

/** The values of fields that a row must have, one of several where there are several; or a function of the row. */
export type RowCondition<Field extends string = string> =
  | { readonly [field in Field]?: Given | readonly Given[] }
  | ((row: Row) => boolean);

type Values = readonly (readonly [field: string, value: Given | readonly Given[]])[];

const valuesIn = (where: Exclude<RowCondition, (row: Row) => boolean>): Values =>
  Object.entries(where).flatMap(([field, value]) => (value === undefined ? [] : [[field, value] as const]));

/** @param where of a view that it fits, see `conditionProblems` */
export function conditionOf(view: View, where: RowCondition | undefined): (row: Row) => boolean {
  if (where === undefined) return () => true;
  if (typeof where === 'function') return where;
  const conditions = valuesIn(where).map(([field, given]) => {
    const type = own(view.fields, field) ?? 'text';
    return {
      field,
      type,
      texts: new Set([given].flat().map((value) => textOf(type, normalValue(type, value)))),
    };
  });
  return (row) =>
    conditions.every(({ field, type, texts }) => {
      if (isUnreadable(row, field)) throw unreadableRow(view, row, field);
      return texts.has(textOf(type, own(row.fields, field) ?? null));
    });
}

/** A row whose place among the groups is unknown: any group may lack it, so no group can be compared. */
export const unreadableRow = ({ name }: Pick<View, 'name'>, row: Row, field: string): StoreReadError =>
  new StoreReadError(
    name,
    `it cannot represent ${field} of the row ${row.key} (${own(row.unreadable, field) ?? ''}), so no group can be counted: correct the row, or leave it out by a function in \`where\``,
  );

export function conditionProblems(path: string, view: View, where: RowCondition | undefined): Problem[] {
  if (where === undefined || typeof where === 'function') return [];
  return valuesIn(where).flatMap(([field, given]): Problem[] => {
    const type = own(view.fields, field);
    if (type === undefined) {
      return [
        {
          path: `${path}.${field}`,
          message: `is not a field of ${view.name}, which has ${Object.keys(view.fields).join(', ')}`,
        },
      ];
    }
    const isFit = [given].flat().every((value) => normalValue(type, value) !== undefined);
    return isFit
      ? []
      : [{ path: `${path}.${field}`, message: `must be of type ${type}, as ${field} of ${view.name} is` }];
  });
}

const textOf = (type: FieldType, value: Value | undefined): string => canonicalText(type, value);

/** Undefined for a value that is not of the type. */
function normalValue(type: FieldType, value: Given): Value | undefined {
  if (value === null) return null;
  if (typeof value === 'boolean') return type === 'boolean' ? value : undefined;
  const isNumber = type === 'integer' || type === 'decimal';
  if (type === 'boolean' || type === 'json' || (typeof value !== 'string') !== isNumber) return undefined;
  try {
    return fromText(type, String(value));
  } catch {
    return undefined;
  }
}

import { type FieldType, normalValue, type Value } from '../engine/index.ts';
import { Unreadable } from './unreadable.ts';

/** A field of a view: its type, or its type with options. */
export type FieldDeclaration =
  | FieldType
  | {
      readonly type: FieldType;
      /**
       * Attribute, column or member, if its name differs from the field's. Dots lead into a document: `address.city`. A
       * list takes names as they are, such as `['address.city']` for one attribute with a dot in its name.
       */
      readonly from?: string | readonly string[];
      /** Reads a missing field as null, for a store that leaves nulls out. */
      readonly absent?: 'null';
      /** Keeps its values out of reports and logs. */
      readonly sensitive?: true;
      /** Converts a value that this store shapes differently into the form that is compared. */
      readonly shaped?: (value: Value) => Value;
    };

export interface FieldSource {
  readonly field: string;
  readonly type: FieldType;
  /** The attribute, column or member of the row. */
  readonly from: string;
  /** Names that lead from there into a document; empty if the field is all of it. */
  readonly within: readonly string[];
  readonly absentIsNull: boolean;
  readonly sensitive: boolean;
  /** Throws for a value that has no such form. */
  readonly shaped: (value: Value) => Value;
}

/** The default of `shaped`: changes nothing. */
export const asItIs = (value: Value): Value => value;

/** The user's function; it may fail for a value that it does not expect, or return anything. */
function shapedAs(type: FieldType, shaped: (value: Value) => Value): (value: Value) => Value {
  return (value) => {
    const result: unknown = shaped(value);
    if (result === undefined) throw new TypeError('shaped() returned undefined');
    return normalValue(type, result as Value);
  };
}

/** The value in the form that is compared; unreadable if the field's `shaped` fails for it. */
export function shapedValue({ type, shaped }: FieldSource, value: Value): Value | Unreadable {
  if (shaped === asItIs) return value;
  try {
    return shaped(value);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const what = 'a value for which shaped() fails';
    return new Unreadable(type, `${what} (${why})`, what);
  }
}

/** The names of a path, such as `address.city`. */
export const namesOf = (path: string | readonly string[]): readonly string[] =>
  typeof path === 'string' ? path.split('.') : path;

/** A path as it is shown, such as `address.city`. */
export const pathText = ({ from, within }: Pick<FieldSource, 'from' | 'within'>): string => [from, ...within].join('.');

/** @param isFlat whether the rows of the store hold no documents, so that a dot is part of a name */
export function fieldSources(
  declared: Readonly<Record<string, FieldDeclaration>>,
  isFlat = false,
): readonly FieldSource[] {
  return Object.entries(declared).map(([field, declaration]) => {
    const given = typeof declaration === 'string' ? { type: declaration } : declaration;
    const { from: path = [field] } = given;
    const [from = field, ...within] = isFlat && typeof path === 'string' ? [path] : namesOf(path);
    return {
      field,
      type: given.type,
      from,
      within,
      absentIsNull: given.absent === 'null',
      sensitive: given.sensitive === true,
      shaped: given.shaped === undefined ? asItIs : shapedAs(given.type, given.shaped),
    };
  });
}

export function fieldTypes<Field extends string>(
  declared: Readonly<Record<Field, FieldDeclaration>>,
): Readonly<Record<Field, FieldType>> {
  return Object.fromEntries(fieldSources(declared).map(({ field, type }) => [field, type])) as Record<Field, FieldType>;
}

export const sensitiveFields = (sources: readonly FieldSource[]): ReadonlySet<string> =>
  new Set(sources.filter(({ sensitive }) => sensitive).map(({ field }) => field));

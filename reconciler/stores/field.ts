import type { FieldType, Value } from '../engine/index.ts';

/** A field of a view: its type, or its type with options. */
export type FieldDeclaration =
  | FieldType
  | {
      readonly type: FieldType;
      /** Attribute or column, if its name differs from the field's. */
      readonly from?: string;
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
  readonly from: string;
  readonly absentIsNull: boolean;
  readonly sensitive: boolean;
  readonly shaped: (value: Value) => Value;
}

/** The default of `shaped`: changes nothing. */
export const asItIs = (value: Value): Value => value;

export function fieldSources(declared: Readonly<Record<string, FieldDeclaration>>): readonly FieldSource[] {
  return Object.entries(declared).map(([field, declaration]) => {
    const given = typeof declaration === 'string' ? { type: declaration } : declaration;
    return {
      field,
      type: given.type,
      from: given.from ?? field,
      absentIsNull: given.absent === 'null',
      sensitive: given.sensitive === true,
      shaped: given.shaped ?? asItIs,
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

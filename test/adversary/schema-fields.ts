/** The fields that a schema describes, and other values that it allows in them. */
import * as z from 'zod';

/** The parts of a JSON Schema that the walk reads. */
interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** What kind of values a field holds. */
export type FieldType = 'text' | 'time' | 'number' | 'whole' | 'choice' | 'flag' | 'list' | 'map' | 'object' | 'json';

export interface Field {
  /** Names from the top; `*` stands for every item of a list and every value of a map. */
  readonly path: readonly string[];
  readonly type: FieldType;
  readonly optional: boolean;
  /** The members of a choice. */
  readonly choices: readonly unknown[];
}

/** Every field of the schema, from the outermost to the innermost. Fields with one possible value are left out. */
export function fieldsOf(schema: z.ZodType): Field[] {
  const root = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output', reused: 'inline' }) as Schema;
  return distinct(fieldsIn(root, [], root));
}

/** The alternatives of a discriminated union, by the value of the discriminator. */
export function alternativesOf(schema: z.ZodType, discriminator: string): ReadonlyMap<string, Field[]> {
  const root = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'output', reused: 'inline' }) as Schema;
  return new Map(
    (root.oneOf ?? root.anyOf ?? []).map((one) => [
      String(one.properties?.[discriminator]?.const),
      distinct(fieldsIn(one, [], root)),
    ]),
  );
}

function fieldsIn(schema: Schema, path: readonly string[], root: Schema, optional = false): Field[] {
  const own = resolved(schema, root);
  const alternatives = own.anyOf ?? own.oneOf;
  if (alternatives !== undefined) {
    const others = alternatives.filter(({ type }) => type !== 'null');
    // A recursive union of all types: any JSON value.
    if (others.length > 3 && others.every(({ properties }) => properties === undefined)) {
      return [{ path, type: 'json', optional, choices: [] }];
    }
    return others.flatMap((one) => fieldsIn(one, path, root, optional || others.length < alternatives.length));
  }
  const type = typeOf(own);
  const field = (): Field[] =>
    path.length === 0 || type === undefined ? [] : [{ path, type, optional, choices: own.enum ?? [] }];
  if (own.properties !== undefined) {
    const required = new Set(own.required);
    return [
      ...(optional ? field() : []),
      ...Object.entries(own.properties).flatMap(([name, one]) =>
        fieldsIn(one, [...path, name], root, !required.has(name)),
      ),
    ];
  }
  if (own.items !== undefined) return [...field(), ...fieldsIn(own.items, [...path, '*'], root)];
  if (typeof own.additionalProperties === 'object') {
    return [...field(), ...fieldsIn(own.additionalProperties, [...path, '*'], root)];
  }
  return field();
}

function typeOf(schema: Schema): FieldType | undefined {
  if (schema.const !== undefined) return undefined;
  if (schema.enum !== undefined) return schema.enum.length > 1 ? 'choice' : undefined;
  if (schema.items !== undefined || schema.type === 'array') return 'list';
  if (schema.properties !== undefined) return 'object';
  if (schema.type === 'object') return 'map';
  if (schema.type === 'string') return schema.format === 'date-time' ? 'time' : 'text';
  if (schema.type === 'integer') return 'whole';
  if (schema.type === 'number') return 'number';
  if (schema.type === 'boolean') return 'flag';
  return 'json';
}

function resolved(schema: Schema, root: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace(/^#\/\$defs\//, '');
  return root.$defs?.[name] ?? {};
}

function distinct(fields: readonly Field[]): Field[] {
  return [...new Map(fields.map((field) => [`${field.path.join('.')} ${field.type}`, field])).values()];
}

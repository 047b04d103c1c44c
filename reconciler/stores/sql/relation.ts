/** Maps the options of a view to a table's columns, and its columns to rows. */
import {
  compositeKey,
  type FieldType,
  fromText,
  JSON_NULL,
  jsonText,
  parseJson,
  type Row,
  type StoredValue,
  timestampFromHex,
  type Value,
} from '../../engine/index.ts';
import { asItIs, type FieldDeclaration, type FieldSource, fieldSources } from '../field.ts';
import { memberAt, memberValue } from '../json-member.ts';
import { Unreadable } from '../unreadable.ts';
import { type Restriction, restrictionsOf, type Where } from '../where.ts';
import { parseImage } from './row-image.ts';
import { isOwnText, type KeyColumn, type Relation, type Texts } from './statement.ts';
import { whereOf } from './where.ts';

/** Options of every view of a PostgreSQL table, however the view reaches it. */
export interface SqlViewOptions<Field extends string> {
  /** Such as `catalog.products`. */
  readonly name: string;
  readonly schema?: string;
  readonly table: string;
  /** A unique text column, a unique column of another type, or columns that are unique together. */
  readonly key: string | KeyColumn | readonly KeyColumn[];
  readonly fields: Readonly<Record<Field, FieldDeclaration>>;
  /** Which rows the view shows. PostgreSQL applies it. A repair never writes a row that does not meet the conditions. */
  readonly where?: Where;
  /** Integer column that each write raises. */
  readonly version?: string;
  /** `timestamptz` columns with the time of the last and the first write. */
  readonly updatedAt?: string;
  readonly createdAt?: string;
  readonly writable?: boolean;
  /**
   * Keeps in the ledger the rows that a deletion also deletes or changes through foreign keys (ON DELETE CASCADE, SET
   * NULL, SET DEFAULT), so that an undo restores them. A writable view of a table with such foreign keys needs it.
   */
  readonly cascades?: 'restore';
}

export interface MappedRelation extends Relation {
  readonly sources: readonly FieldSource[];
  readonly restrictions: readonly Restriction[];
  readonly version?: string;
  readonly updatedAt?: string;
  readonly createdAt?: string;
}

export function mappedRelation(options: SqlViewOptions<string>): MappedRelation {
  const { schema = 'public', table, version, updatedAt, createdAt } = options;
  const sources = fieldSources(options.fields);
  const restrictions = restrictionsOf(options.where);
  const where = whereOf(restrictions);
  return {
    schema,
    table,
    key: keyColumns(options.key),
    sources,
    restrictions,
    ...(where && { where }),
    columns: [
      ...sources.map(({ from, within, type }) => ({ column: from, type, within })),
      ...(version === undefined ? [] : [{ column: version, type: 'integer' } as const]),
      ...(updatedAt === undefined ? [] : [{ column: updatedAt, type: 'timestamp' } as const]),
    ],
    ...(version !== undefined && { version }),
    ...(updatedAt !== undefined && { updatedAt }),
    ...(createdAt !== undefined && { createdAt }),
  };
}

/** The columns of the key, the fields, the version, the time and the conditions of a view, each once. */
export const declaredNames = ({ key, columns, restrictions }: MappedRelation): readonly string[] => [
  ...new Set([...[...key, ...columns].map(({ column }) => column), ...restrictions.map(({ from }) => from)]),
];

function keyColumns(key: SqlViewOptions<string>['key']): readonly KeyColumn[] {
  if (typeof key === 'string') return [{ column: key, type: 'text' }];
  return 'column' in key ? [key] : key;
}

/** The kind of store that can write the stored texts of these views. */
export const STORE = 'postgresql';

/** Converts the texts that a page selects to rows. */
export function rowReader(relation: MappedRelation): (texts: Texts) => Row {
  const { key: keyColumns, sources, version, updatedAt } = relation;
  const firstField = keyColumns.length;
  const versionAt = firstField + sources.length;
  const updatedAtAt = version === undefined ? versionAt : versionAt + 1;
  return (texts) => {
    const key = keyOf(texts, firstField, keyColumns);
    const fields: Record<string, Value> = {};
    let unreadable: Record<string, string> | undefined;
    let at = firstField;
    for (const source of sources) {
      try {
        const value =
          source.within.length === 0 ? valueOf(source.type, texts[at] ?? null) : memberOf(source, texts[at]);
        if (value !== undefined) fields[source.field] = source.shaped(value);
      } catch (error) {
        unreadable = { ...unreadable, [source.field]: whyUnreadable(source, error) };
      }
      at += 1;
    }
    const versionText = version === undefined ? null : texts[versionAt];
    const touched = updatedAt === undefined ? null : texts[updatedAtAt];
    // NaN for an infinite time, or one beyond the range of Date: the row has no time then.
    const touchedAt = typeof touched === 'string' ? Date.parse(timestampFromHex(touched)) : NaN;
    return {
      key,
      fields,
      ...(unreadable && { unreadable }),
      ...(typeof versionText === 'string' && INTEGER.test(versionText) && { version: BigInt(versionText) }),
      ...(!Number.isNaN(touchedAt) && { touchedAt }),
    };
  };
}

/** The text of a whole `numeric`. A fraction or NaN is not a version. */
const INTEGER = /^-?\d+$/;

/** Converts the texts that a re-read selects to rows, with each value as PostgreSQL writes it. */
export function strongRowReader(relation: MappedRelation): (texts: Texts) => Row {
  const { key, columns, sources } = relation;
  const rowOf = rowReader(relation);
  let next = key.length + columns.length;
  // A shaped value is not what the store holds, so a copy writes the compared value instead.
  const places = sources.flatMap((source, at) => {
    const place = isOwnText(source) ? key.length + at : next++;
    return source.shaped === asItIs && source.within.length === 0 ? [{ field: source.field, place }] : [];
  });
  return (texts) => {
    const stored: Record<string, StoredValue> = {};
    for (const { field, place } of places) {
      const text = texts[place];
      if (typeof text === 'string') stored[field] = { store: STORE, text };
    }
    return { ...rowOf(texts), stored };
  };
}

function valueOf(type: FieldType, text: string | null): Value {
  if (text === null) return null;
  switch (type) {
    case 'timestamp':
      return timestampFromHex(text);
    case 'binary':
      return text.replaceAll('\n', '');
    case 'integer':
      return INTEGER.test(text) ? BigInt(text) : wholeOrExact(fromText('decimal', text));
    case 'json':
      // A JSON null differs from SQL's null.
      return fromText(type, text) ?? JSON_NULL;
    case 'text':
    case 'decimal':
    case 'boolean':
      return fromText(type, text);
  }
}

/** A member of a document; undefined if the document does not have it, unless that means null. */
function memberOf({ type, absentIsNull, sensitive }: FieldSource, text: string | null | undefined): Value | undefined {
  if (text === null || text === undefined) return absentIsNull ? null : undefined;
  const value = memberValue(type, parseJson(text));
  if (value instanceof Unreadable) throw new Error(value.reason(sensitive));
  return value;
}

/** A `numeric` that is not a whole number is compared as an exact decimal, as SQL compares it. */
const wholeOrExact = (number: Value): Value =>
  typeof number === 'string' && INTEGER.test(number) ? BigInt(number) : number;

/** Leaves out the message of the error for a sensitive field, because it shows the value. */
function whyUnreadable({ from, type, sensitive }: FieldSource, error: unknown): string {
  return sensitive || !(error instanceof Error)
    ? `column ${from} has a value that is not of type ${type}`
    : `column ${from}: ${error.message}`;
}

/** @throws Error if a part is null, because the row could not be found again without a key */
export function keyOf(texts: Texts, count: number, columns: readonly KeyColumn[] = []): string {
  return count === 1
    ? partOf(texts[0] ?? null, columns[0])
    : compositeKey(texts.slice(0, count).map((text, at) => partOf(text, columns[at])));
}

function partOf(text: string | null, column: KeyColumn | undefined): string {
  if (text !== null) return text;
  const named = column === undefined ? '' : ` column ${column.column}`;
  throw new Error(`a row has null in its key${named}; key the view by columns that hold no null`);
}

export const partsOf = (key: string, count: number): string[] => (count === 1 ? [key] : (JSON.parse(key) as string[]));

/**
 * The row in an image. Without times and binary values, which images hold in another form than scans, and without fields
 * that the image does not hold; undefined if it lacks the key.
 */
export function rowInImage({ key, sources }: MappedRelation, image: string): Row | undefined {
  let columns: ReadonlyMap<string, string | null>;
  try {
    ({ columns } = parseImage(image));
  } catch {
    return undefined;
  }
  const parts = key.map(({ column }) => columns.get(column));
  if (!parts.every((part) => typeof part === 'string')) return undefined;
  const fields: Record<string, Value> = {};
  for (const source of sources) {
    const { field, from, within, type, shaped } = source;
    const text = columns.get(from);
    // An empty array and an empty object have the same text.
    if (text === undefined || type === 'timestamp' || type === 'binary' || (type === 'json' && text === '{}')) continue;
    try {
      const value = within.length === 0 ? valueOf(type, text) : memberOf(source, memberText(source, text));
      if (value !== undefined) fields[field] = shaped(value);
    } catch {
      // A value that scans cannot read either.
    }
  }
  return { key: keyOf(parts, parts.length), fields };
}

/** The JSON of the member in the text of a document. */
function memberText({ type, within }: FieldSource, document: string | null): string | undefined {
  const found =
    document === null ? undefined : memberAt(type, { document: parseJson(document) }, ['document', ...within]);
  return found === undefined || found instanceof Unreadable ? undefined : jsonText(found);
}

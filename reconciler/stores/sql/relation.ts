/** A table as a view reads it: from the options of the view to columns, and from columns to rows. */
import {
  compositeKey,
  type FieldType,
  fromText,
  JSON_NULL,
  type Row,
  type StoredValue,
  timestampFromHex,
  type Value,
} from '../../engine/index.ts';
import { asItIs, type FieldDeclaration, type FieldSource, fieldSources } from '../field.ts';
import { isOwnText, type KeyColumn, type Relation, type Texts } from './statement.ts';

/** Options of every view of a PostgreSQL table, however it is reached. */
export interface SqlViewOptions<Field extends string> {
  /** Such as `catalog.products`. */
  readonly name: string;
  readonly schema?: string;
  readonly table: string;
  /** A unique text column, one of another type, or the columns that are unique together. */
  readonly key: string | KeyColumn | readonly KeyColumn[];
  readonly fields: Readonly<Record<Field, FieldDeclaration>>;
  /** Integer column that each write raises. */
  readonly version?: string;
  /** `timestamptz` columns with the time of the last and the first write. */
  readonly updatedAt?: string;
  readonly createdAt?: string;
  readonly writable?: boolean;
  /**
   * Takes the rows into the ledger that a deletion takes along or changes through foreign keys (ON DELETE CASCADE,
   * SET NULL, SET DEFAULT), so that an undo puts them back. Without it a view of such a table is not written through.
   */
  readonly cascades?: 'restore';
}

export interface MappedRelation extends Relation {
  readonly sources: readonly FieldSource[];
  readonly version?: string;
  readonly updatedAt?: string;
  readonly createdAt?: string;
}

export function mappedRelation(options: SqlViewOptions<string>): MappedRelation {
  const { schema = 'public', table, version, updatedAt, createdAt } = options;
  const sources = fieldSources(options.fields);
  return {
    schema,
    table,
    key: keyColumns(options.key),
    sources,
    columns: [
      ...sources.map(({ from, type }) => ({ column: from, type })),
      ...(version === undefined ? [] : [{ column: version, type: 'integer' } as const]),
      ...(updatedAt === undefined ? [] : [{ column: updatedAt, type: 'timestamp' } as const]),
    ],
    ...(version !== undefined && { version }),
    ...(updatedAt !== undefined && { updatedAt }),
    ...(createdAt !== undefined && { createdAt }),
  };
}

function keyColumns(key: SqlViewOptions<string>['key']): readonly KeyColumn[] {
  if (typeof key === 'string') return [{ column: key, type: 'text' }];
  return 'column' in key ? [key] : key;
}

/** Kind of store that the native texts of values are for. */
export const STORE = 'postgresql';

/** Makes rows of the texts that a page selects. */
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
        fields[source.field] = source.shaped(valueOf(source.type, texts[at] ?? null));
      } catch (error) {
        unreadable = { ...unreadable, [source.field]: whyUnreadable(source, error) };
      }
      at += 1;
    }
    const versionText = version === undefined ? null : texts[versionAt];
    const touched = updatedAt === undefined ? null : texts[updatedAtAt];
    return {
      key,
      fields,
      ...(unreadable && { unreadable }),
      ...(typeof versionText === 'string' && INTEGER.test(versionText) && { version: BigInt(versionText) }),
      ...(typeof touched === 'string' && { touchedAt: Date.parse(timestampFromHex(touched)) }),
    };
  };
}

/** Of a `numeric`; one that holds a fraction or NaN is no version. */
const INTEGER = /^-?\d+$/;

/** Makes rows of the texts that a re-read selects, with each value as PostgreSQL writes it. */
export function strongRowReader(relation: MappedRelation): (texts: Texts) => Row {
  const { key, columns, sources } = relation;
  const rowOf = rowReader(relation);
  let next = key.length + columns.length;
  // A shaped value is not the store's own, and what a copy writes is what was compared.
  const places = sources.flatMap((source, at) => {
    const place = isOwnText(source) ? key.length + at : next++;
    return source.shaped === asItIs ? [{ field: source.field, place }] : [];
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
      // SQL's own null is another value.
      return fromText(type, text) ?? JSON_NULL;
    case 'text':
    case 'decimal':
    case 'boolean':
      return fromText(type, text);
  }
}

/** A `numeric` that is no whole number is compared as the number that it is, as SQL does it. */
const wholeOrExact = (number: Value): Value =>
  typeof number === 'string' && INTEGER.test(number) ? BigInt(number) : number;

/** The error's message shows the value. */
function whyUnreadable({ from, type, sensitive }: FieldSource, error: unknown): string {
  return sensitive || !(error instanceof Error)
    ? `column ${from} holds no ${type}`
    : `column ${from}: ${error.message}`;
}

/** @throws Error where a part is null: such a row has no key, and could not be found again */
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

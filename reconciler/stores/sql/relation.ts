/** A table as a view reads it: from the options of the view to columns, and from columns to rows. */
import { compositeKey, type FieldType, fromText, type Row, type Value } from '../../engine/index.ts';
import { type FieldDeclaration, type FieldSource, fieldSources } from '../field.ts';
import type { KeyColumn, Relation, Texts } from './statement.ts';

/** What every view of a PostgreSQL table is told, however it is reached. */
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

/** Makes rows of the texts that a page or a re-read selects. */
export function rowReader({
  key: { length: firstField },
  sources,
  version,
  updatedAt,
}: MappedRelation): (texts: Texts) => Row {
  const versionAt = firstField + sources.length;
  const updatedAtAt = version === undefined ? versionAt : versionAt + 1;
  return (texts) => {
    const key = keyOf(texts, firstField);
    const fields: Record<string, Value> = {};
    let at = firstField;
    for (const { field, type, shaped } of sources) {
      try {
        fields[field] = shaped(valueOf(type, texts[at] ?? null));
      } catch (error) {
        throw new Error(`field ${field} of the key ${key}: ${(error as Error).message}`, { cause: error });
      }
      at += 1;
    }
    const versionText = version === undefined ? null : texts[versionAt];
    const touched = updatedAt === undefined ? null : texts[updatedAtAt];
    return {
      key,
      fields,
      ...(typeof versionText === 'string' && { version: BigInt(versionText) }),
      ...(typeof touched === 'string' && { touchedAt: Date.parse(zoned(touched)) }),
    };
  };
}

function valueOf(type: FieldType, text: string | null): Value {
  if (text === null) return null;
  if (type === 'timestamp') return fromText(type, zoned(text));
  return fromText(type, type === 'binary' ? text.replaceAll('\n', '') : text);
}

/** A `timestamp` without a zone is taken to be in UTC. */
const zoned = (text: string): string => (/T[\d:.]+$/.test(text) ? `${text}Z` : text);

/** @throws Error where a part is null: such a row has no key, and could not be found again */
export function keyOf(texts: Texts, count: number): string {
  if (count === 1) return partOf(texts[0] ?? null);
  return compositeKey(texts.slice(0, count).map(partOf));
}

function partOf(text: string | null): string {
  if (text === null) throw new Error('a row has null in its key; key the view by columns that are NOT NULL');
  return text;
}

export const partsOf = (key: string, count: number): string[] => (count === 1 ? [key] : (JSON.parse(key) as string[]));

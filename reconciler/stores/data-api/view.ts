import type { RDSDataClient } from '@aws-sdk/client-rds-data';
import {
  compositeKey,
  type FieldType,
  fromText,
  type Reading,
  type Row,
  type View,
  type Value,
} from '../../engine/index.ts';
import { imagesOf } from '../images.ts';
import { type FieldDeclaration, fieldSources, fieldTypes, sensitiveFields } from '../field.ts';
import { parts } from '../parts.ts';
import { read } from '../reading.ts';
import { type Database, execute, isTooLarge, type Texts } from './execute.ts';
import { type KeyColumn, pageStatement, rereadStatement } from './statement.ts';
import { writeStatement } from './write-statement.ts';

export interface DataApiViewOptions<Field extends string> {
  /** Such as `catalog.products`. */
  readonly name: string;
  readonly client: RDSDataClient;
  readonly database: Database;
  readonly schema?: string;
  readonly table: string;
  /** A unique text column, or the columns that are unique together. */
  readonly key: string | readonly KeyColumn[];
  readonly fields: Readonly<Record<Field, FieldDeclaration>>;
  /** Integer column that each write raises. */
  readonly version?: string;
  /** `timestamptz` columns with the time of the last and the first write. */
  readonly updatedAt?: string;
  readonly createdAt?: string;
  /** Rows of a first page; halved while a page is more than the Data API answers with (1 MiB). */
  readonly pageRows?: number;
  readonly writable?: boolean;
}

/** Keys of one re-read. */
const KEYS_A_CALL = 100;

/** A table of Aurora PostgreSQL, through the Data API, as a view. Repairs write no outbox row. */
export function dataApiView<Field extends string>(options: DataApiViewOptions<Field>): View<Field> {
  const { name, client, database, table, version, updatedAt, createdAt, schema = 'public', writable = false } = options;
  const key = typeof options.key === 'string' ? [{ column: options.key, type: 'text' } as const] : options.key;
  const sources = fieldSources(options.fields);
  const extras = [
    ...(version === undefined ? [] : [{ column: version, type: 'integer' } as const]),
    ...(updatedAt === undefined ? [] : [{ column: updatedAt, type: 'timestamp' } as const]),
  ];
  const relation = {
    schema,
    table,
    key,
    columns: [...sources.map(({ from, type }) => ({ column: from, type })), ...extras],
  };

  const rowOf = (texts: Texts): Row => {
    const values = texts.slice(key.length);
    const fields = sources.map(({ field, type, shaped }, at) => [field, shaped(valueOf(type, values[at] ?? null))]);
    const versionText = version === undefined ? null : values[sources.length];
    const touched = updatedAt === undefined ? null : values[sources.length + extras.length - 1];
    return {
      key: keyOf(texts.slice(0, key.length)),
      fields: Object.fromEntries(fields) as Row['fields'],
      ...(typeof versionText === 'string' && { version: BigInt(versionText) }),
      ...(typeof touched === 'string' && { touchedAt: Date.parse(`${touched.replace(' ', 'T')}Z`) }),
    };
  };
  const run = async (statement: Parameters<typeof execute>[2], reading: Reading): Promise<Texts[]> => {
    const rows = await read(name, reading, () => execute(client, database, statement, reading.signal));
    reading.received(rows.reduce((sum, row) => sum + row.reduce((bytes, text) => bytes + (text?.length ?? 0), 0), 0));
    return rows;
  };
  return {
    name,
    fields: fieldTypes(options.fields),
    sensitive: sensitiveFields(sources),
    strong: true,
    images: imagesOf({ sources, plain: [...key.map(({ column }) => column), updatedAt, createdAt], version }),
    async *scan(reading) {
      let after: string[] | undefined;
      let rows = options.pageRows ?? 1000;
      for (;;) {
        let page: Texts[];
        try {
          page = await run(pageStatement(relation, after, rows), reading);
        } catch (error) {
          if (rows === 1 || !isTooLarge((error as Error).cause)) throw error;
          rows = Math.ceil(rows / 2);
          continue;
        }
        for (const texts of page) yield rowOf(texts);
        if (page.length < rows) return;
        after = page.at(-1)?.slice(0, key.length).map(String);
      }
    },
    async read(keys, reading) {
      const found = new Map<string, Row>();
      for (const part of parts([...new Set(keys)], KEYS_A_CALL)) {
        const rows = await run(
          rereadStatement(
            relation,
            part.map((text) => partsOf(text, key.length)),
          ),
          reading,
        );
        for (const texts of rows)
          found.set(keyOf(texts.slice(0, key.length)), { ...rowOf(texts), image: texts.at(-1) ?? '{}' });
      }
      return found;
    },
    ...(writable && {
      async write(write, { at }) {
        const target = {
          ...{ ...relation, sources },
          ...(version !== undefined && { version }),
          ...(updatedAt !== undefined && { updatedAt }),
          ...(createdAt !== undefined && { createdAt }),
        };
        const [row] = await execute(
          client,
          database,
          writeStatement(target, partsOf(write.key, key.length), write, at),
        );
        if (row === undefined)
          return { written: false, reason: 'the row is no longer what it was when it was compared' };
        const isGone = write.kind === 'delete' || (write.kind === 'restore' && write.image === null);
        return { written: true, image: isGone ? null : (row[0] ?? null) };
      },
    }),
  };
}

function valueOf(type: FieldType, text: string | null): Value {
  if (text === null) return null;
  if (type === 'timestamp') return fromText(type, `${text}Z`);
  return fromText(type, type === 'binary' ? text.replaceAll('\n', '') : text);
}

const keyOf = (texts: Texts): string => (texts.length === 1 ? String(texts[0]) : compositeKey(texts.map(String)));

const partsOf = (key: string, count: number): string[] => (count === 1 ? [key] : (JSON.parse(key) as string[]));

/**
 * Canonical values in SQL: the bytes of engine/canonical.ts, rendered by PostgreSQL. A property test compares the two
 * on a real server. All of it is one `concat`, which skips nulls, so a null becomes the mark of its type and a
 * semicolon.
 */
import type { FieldType } from '../../engine/index.ts';

/** A column as the database describes it. */
export interface CanonicalColumn {
  /** SQL that refers to the column, quoted, such as `t."price"`. */
  readonly reference: string;
  /** The type that the view declares. */
  readonly type: FieldType;
  /** As `format_type` names it, without a length or precision: such as `numeric`. */
  readonly sqlType: string;
}

const INTEGERS: readonly string[] = ['smallint', 'integer', 'bigint'];

/** Types that `concat` renders exactly as a cast to text does. Other types, such as `character`, may differ. */
const TEXTS: readonly string[] = ['text', 'character varying'];

/** Functions that send microseconds since 2000, whatever the settings of the session. */
const MOMENTS: Readonly<Record<string, string>> = {
  'timestamp with time zone': 'pg_catalog.timestamptz_send',
  'timestamp without time zone': 'pg_catalog.timestamp_send',
};

const literal = (text: string): string => `'${text}'`;

/** Arguments of `concat` for a text after its mark and its length in bytes, like the engine's `measured`. */
export const measuredText = (text: string): string[] => [
  literal('s'),
  `pg_catalog.octet_length(${text})`,
  literal(';'),
  text,
];

/** Arguments of `concat` for a column; undefined if SQL cannot render its type, such as JSON or a float. */
function canonicalColumn({ reference, type, sqlType }: CanonicalColumn): string[] | undefined {
  const between = (mark: string, text: string): string[] => [literal(mark), text, literal(';')];
  switch (type) {
    case 'text':
      return measuredText(TEXTS.includes(sqlType) ? reference : `CAST(${reference} AS text)`);
    case 'integer':
    case 'decimal':
      if (INTEGERS.includes(sqlType)) return between('#', reference);
      return sqlType === 'numeric' ? between('#', `pg_catalog.trim_scale(${reference})`) : undefined;
    case 'boolean':
      return sqlType === 'boolean' ? between('b', reference) : undefined;
    case 'timestamp': {
      const send = MOMENTS[sqlType];
      return send === undefined ? undefined : between('@', `pg_catalog.encode(${send}(${reference}), 'hex')`);
    }
    case 'binary':
      if (sqlType !== 'bytea') return undefined;
      return [...between('x', `pg_catalog.octet_length(${reference})`), `pg_catalog.encode(${reference}, 'hex')`];
    case 'json':
      return undefined;
  }
}

/** Arguments of `concat` for the canonical texts of all columns; undefined if SQL cannot render one of them. */
export function comparedTexts(columns: readonly CanonicalColumn[]): readonly string[] | undefined {
  const texts = columns.map(canonicalColumn);
  return texts.every((column) => column !== undefined) ? texts.flat() : undefined;
}

/** Just below the maximum number of arguments of a PostgreSQL function. */
const MAX_ARGUMENTS = 90;

/** `concat` of any number of arguments. Joins adjacent literals into one. */
export function concatenated(texts: readonly string[]): string {
  const joined: string[] = [];
  for (const text of texts) {
    const last = joined.at(-1);
    if (last?.startsWith("'") === true && text.startsWith("'"))
      joined[joined.length - 1] = last.slice(0, -1) + text.slice(1);
    else joined.push(text);
  }
  if (joined.length <= MAX_ARGUMENTS) return `pg_catalog.concat(${joined.join(', ')})`;
  const parts = Array.from({ length: Math.ceil(joined.length / MAX_ARGUMENTS) }, (_, index) =>
    concatenated(joined.slice(index * MAX_ARGUMENTS, (index + 1) * MAX_ARGUMENTS)),
  );
  return concatenated(parts);
}

/** The key as the engine writes it: a text, or the JSON of its parts' texts, as JSON.stringify writes it. */
export function keyText(references: readonly string[]): string {
  const texts = references.map((reference) => `CAST(${reference} AS text)`);
  if (texts.length === 1) return texts[0] ?? '';
  return `pg_catalog.concat('[', ${texts.map((text) => `pg_catalog.to_json(${text})`).join(", ',', ")}, ']')`;
}

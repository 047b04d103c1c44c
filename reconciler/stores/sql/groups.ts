/** Selects the rows that have given values in some of their columns. */
import { type Fields, type FieldType, type GroupReader, own, writtenText } from '../../engine/index.ts';
import { asItIs, type FieldSource } from '../field.ts';
import { parts } from '../parts.ts';
import type { Paged } from './paged.ts';
import type { MappedRelation } from './relation.ts';
import { builtIn, everyRow, ofTable, pageStatement, type Statement } from './statement.ts';

type Source = Pick<FieldSource, 'field' | 'from' | 'type'>;

/** Undefined unless each of the fields is a column whose values can be compared as they are. */
export function groupedColumns({ sources }: MappedRelation, fields: readonly string[]): readonly Source[] | undefined {
  const found = fields.map((name) => sources.find(({ field }) => field === name));
  const isEach = found.every(
    (source): source is FieldSource =>
      source?.shaped === asItIs && source.within.length === 0 && COMPARED.includes(source.type),
  );
  return isEach ? found : undefined;
}

const COMPARED: readonly FieldType[] = ['text', 'integer'];

/** The selections of all these groups, with at most `atOnce` groups each. */
export const groupSelections = (
  relation: MappedRelation,
  columns: readonly Source[],
  groups: Parameters<GroupReader>[0],
  atOnce: number,
): readonly Paged[] =>
  parts(
    groups.filter((group) => columns.every(({ field }) => (own(group, field) ?? null) !== null)),
    atOnce,
  ).map((some) => {
    const only = whereGroups(columns, some);
    return {
      whole: () => everyRow(relation, only),
      page: (after, rows) => pageStatement(relation, after, rows, only),
      keyOf: (texts) => texts.slice(0, relation.key.length).map(String),
    };
  });

function whereGroups(columns: readonly Source[], groups: readonly Fields[]): Statement {
  const parameters: Record<string, string> = {};
  const conditions = groups.map((group, at) => {
    const equalities = columns.map((column, index) => {
      const name = `group${at}p${index}`;
      const text = writtenText(own(group, column.field) ?? '');
      parameters[name] = text;
      return equality(column, name, text);
    });
    return `(${equalities.join(' AND ')})`;
  });
  return { sql: `(${conditions.join(' OR ')})`, parameters };
}

const MAX_BIGINT = 2n ** 63n - 1n;

/** A text is compared as text, whatever its column's type is, and an integer by its value. Both can use an index. */
function equality({ from, type }: Source, parameter: string, text: string): string {
  if (type === 'text') return `CAST(${ofTable(from)} AS text) ${builtIn('=')} CAST(:${parameter} AS text)`;
  const size = BigInt(text) < 0n ? -BigInt(text) : BigInt(text);
  return `${ofTable(from)} ${builtIn('=')} CAST(:${parameter} AS ${size <= MAX_BIGINT ? 'bigint' : 'numeric'})`;
}

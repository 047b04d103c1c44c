/** Checks a writable view against what the catalogue says about the other effects of a write. */
import type { ViewProblem } from '../../engine/index.ts';
import type { MappedRelation, SqlViewOptions } from './relation.ts';
import type { RowWriter } from './row-writer.ts';

export function writeProblems(
  { sources, key }: MappedRelation,
  { name, cascades }: Pick<SqlViewOptions<string>, 'name' | 'cascades'>,
  { table, foreignKeys }: Pick<RowWriter, 'table' | 'foreignKeys'>,
  obstacle: string | undefined,
): ViewProblem[] {
  const where = `${table.schema}.${table.table}`;
  const problem = (path: string, message: string): ViewProblem => ({ path: `${name}.${path}`, message });
  const keys = foreignKeys.get(table.oid) ?? [];
  const deleting = keys.filter(({ onDelete }) => onDelete !== undefined);
  const named = deleting
    .map((one) => `${one.schema}.${one.table} (${one.name}, ON DELETE ${one.onDelete ?? ''})`)
    .join(', ');
  if (obstacle !== undefined) return [problem('writable', `${obstacle}: make the view read-only`)];
  return [
    ...(table.encoding !== BYTES_ONLY
      ? []
      : [
          problem(
            'table',
            `the database's encoding is ${table.encoding}, which does not say what characters a text has: make the view read-only`,
          ),
        ]),
    ...(deleting.length === 0 || (cascades === 'restore' && table.hasPlace)
      ? []
      : [
          problem(
            'writable',
            `deleting a row of ${where} also deletes or changes rows of ${named}: ${table.hasPlace ? `set cascades: 'restore', so that the ledger keeps them for an undo, or ` : ''}make the view read-only`,
          ),
        ]),
    ...sources.flatMap(({ field, from }) => {
      const column = table.columns.get(from);
      if (key.some((one) => one.column === from)) return [];
      if (column?.identity === 'always') {
        return [
          problem(
            `fields.${field}`,
            `${from} of ${where} is GENERATED ALWAYS AS IDENTITY, which PostgreSQL does not update: leave the field out, or make the view read-only`,
          ),
        ];
      }
      const changing = keys.find(({ onUpdate, referenced }) => onUpdate !== undefined && referenced.includes(from));
      if (changing === undefined) return [];
      const set = `${changing.schema}.${changing.table} (${changing.name}, ON UPDATE ${changing.onUpdate ?? ''})`;
      return [
        problem(
          `fields.${field}`,
          `changing ${from} of ${where} also changes rows of ${set}: leave the field out, or make the view read-only`,
        ),
      ];
    }),
  ];
}

/** With this encoding PostgreSQL stores the bytes of any encoding, and sends them unconverted. */
const BYTES_ONLY = 'SQL_ASCII';

/** Compares a view that is written through with what the catalogue says that a write sets off. */
import type { ViewProblem } from '../../engine/index.ts';
import type { MappedRelation, SqlViewOptions } from './relation.ts';
import type { RowWriter } from './row-writer.ts';

export function writeProblems(
  { sources, key }: MappedRelation,
  { name, cascades }: Pick<SqlViewOptions<string>, 'name' | 'cascades'>,
  { table, foreignKeys }: Pick<RowWriter, 'table' | 'foreignKeys'>,
): ViewProblem[] {
  const where = `${table.schema}.${table.table}`;
  const problem = (path: string, message: string): ViewProblem => ({ path: `${name}.${path}`, message });
  const keys = foreignKeys.get(table.oid) ?? [];
  const deleting = keys.filter(({ onDelete }) => onDelete !== undefined);
  const named = deleting
    .map((one) => `${one.schema}.${one.table} (${one.name}, ON DELETE ${one.onDelete ?? ''})`)
    .join(', ');
  return [
    ...(table.encoding !== BYTES_ONLY
      ? []
      : [
          problem(
            'table',
            `the database's encoding is ${table.encoding}, in which a text has no certain characters: make the view not writable`,
          ),
        ]),
    ...(deleting.length === 0 || (cascades === 'restore' && table.hasPlace)
      ? []
      : [
          problem(
            'writable',
            `the deletion of a row of ${where} takes rows along of ${named}: ${table.hasPlace ? `write cascades: 'restore', so that the ledger keeps them for an undo, or ` : ''}make the view not writable`,
          ),
        ]),
    ...sources.flatMap(({ field, from }) => {
      const column = table.columns.get(from);
      if (key.some((one) => one.column === from)) return [];
      if (column?.identity === 'always') {
        return [
          problem(
            `fields.${field}`,
            `${from} of ${where} is GENERATED ALWAYS AS IDENTITY, which PostgreSQL does not update: leave it out, or make the view not writable`,
          ),
        ];
      }
      const changing = keys.find(({ onUpdate, referenced }) => onUpdate !== undefined && referenced.includes(from));
      if (changing === undefined) return [];
      const set = `${changing.schema}.${changing.table} (${changing.name}, ON UPDATE ${changing.onUpdate ?? ''})`;
      return [
        problem(
          `fields.${field}`,
          `a change of ${from} of ${where} changes rows of ${set}: leave it out, or make the view not writable`,
        ),
      ];
    }),
  ];
}

/** The encoding that holds bytes of any other, which are sent as they are. */
const BYTES_ONLY = 'SQL_ASCII';

/** Checks that the database can write what a writable view declares. */
import type { ViewProblem } from '../../engine/index.ts';
import type { CatalogueTable } from './catalogue.ts';
import type { MappedRelation } from './relation.ts';

export function updatableProblems(
  name: string,
  { schema, table, key, sources, version, updatedAt, createdAt }: MappedRelation,
  { kind, columns, isUpdatable }: CatalogueTable,
): ViewProblem[] {
  const where = `${schema}.${table}`;
  if (!isUpdatable) {
    const what = KINDS[kind] ?? 'a relation';
    const message = `${where} is ${what} that PostgreSQL does not write to: make the view read-only, or declare the table behind it`;
    return [{ path: `${name}.writable`, message }];
  }
  const written = [
    ...key.map(({ column }) => ['key', column] as const),
    ...sources.map(({ field, from }) => [`fields.${field}`, from] as const),
    ...Object.entries({ version, updatedAt, createdAt }).flatMap(([path, column]) =>
      column === undefined ? [] : [[path, column] as const],
    ),
  ];
  return written.flatMap(([path, column]) =>
    columns.get(column)?.isUpdatable === false
      ? [{ path: `${name}.${path}`, message: `${column} of ${where} is computed by the database view: ${WAY}` }]
      : [],
  );
}

const WAY = 'leave it out, make the view read-only, or declare the table behind it';

/** By `pg_class.relkind`. */
const KINDS: Readonly<Record<string, string>> = {
  v: 'a database view',
  m: 'a materialised view',
  f: 'a foreign table',
};

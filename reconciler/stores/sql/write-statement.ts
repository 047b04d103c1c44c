/** Guarded writes as SQL. Each returns the image of the row that it wrote, and no row where its guard did not hold. */
import {
  type Fields,
  type FieldType,
  type GuardedWrite,
  jsonText,
  type Value,
  writtenText,
} from '../../engine/index.ts';
import type { MappedRelation } from './relation.ts';
import { IMAGE, type Parameters, quoted, type Statement, tableOf, whereImage } from './statement.ts';

/** @param key the parts of the row's key */
export function writeStatement(
  relation: MappedRelation,
  key: readonly string[],
  write: GuardedWrite,
  at: Date,
): Statement {
  switch (write.kind) {
    case 'create':
      return insert(relation, key, write.fields, at);
    case 'update':
      return update(relation, key, write.fields, write.guard.image ?? '{}', at);
    case 'delete':
      return remove(relation, key, write.guard.image ?? '{}');
    case 'restore':
      if (write.image === null) return remove(relation, key, write.expected ?? '{}');
      return write.expected === null
        ? insertImage(relation, write.image)
        : updateToImage(relation, key, write.image, write.expected);
  }
}

const SQL_TYPES: Readonly<Record<FieldType, string>> = {
  text: 'text',
  integer: 'numeric',
  decimal: 'numeric',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  binary: 'text',
  json: 'jsonb',
};

const typed = (name: string, type: FieldType): string =>
  type === 'binary' ? `decode(:${name}, 'base64')` : `CAST(:${name} AS ${SQL_TYPES[type]})`;

const textOf = (type: FieldType, value: Value): string | null =>
  value === null ? null : type === 'json' && typeof value !== 'bigint' ? jsonText(value) : writtenText(value);

interface Assignments {
  /** Column to SQL expression. */
  readonly set: ReadonlyMap<string, string>;
  readonly parameters: Parameters;
}

function assignmentsOf({ sources }: MappedRelation, fields: Fields): Assignments {
  const set = new Map<string, string>();
  const parameters: Record<string, string | null> = {};
  for (const { field, from, type } of sources) {
    const value = fields[field];
    if (value === undefined) continue;
    const name = `f${set.size}`;
    set.set(from, typed(name, type));
    parameters[name] = textOf(type, value);
  }
  return { set, parameters };
}

const NOW = 'CAST(:now AS timestamptz)';

function insert(relation: MappedRelation, key: readonly string[], fields: Fields, at: Date): Statement {
  const given = assignmentsOf(relation, fields);
  const set = new Map([
    ...relation.key.map(({ column, type }, index) => [column, `CAST(:key${index} AS ${type})`] as const),
    ...(relation.version === undefined ? [] : [[relation.version, '1'] as const]),
    ...[relation.createdAt, relation.updatedAt].flatMap((column) =>
      column === undefined ? [] : [[column, NOW] as const],
    ),
    ...given.set,
  ]);
  const columns = [...set.keys()].map(quoted).join(', ');
  return {
    sql: `INSERT INTO ${tableOf(relation)} AS t (${columns}) VALUES (${[...set.values()].join(', ')}) ON CONFLICT DO NOTHING RETURNING ${IMAGE}`,
    parameters: {
      ...given.parameters,
      ...Object.fromEntries(key.map((text, index) => [`key${index}`, text])),
      ...nowIfUsed(set, at),
    },
  };
}

/** The assignment that raises the version. One that is a field of the view is its master's, and is written as any field. */
function raised({ version, sources }: MappedRelation): string[] {
  const isMasters = sources.some(({ from }) => from === version);
  return version === undefined || isMasters ? [] : [`${quoted(version)} = t.${quoted(version)} + 1`];
}

function update(relation: MappedRelation, key: readonly string[], fields: Fields, image: string, at: Date): Statement {
  const given = assignmentsOf(relation, fields);
  const { updatedAt } = relation;
  const set = new Map([...(updatedAt === undefined ? [] : [[updatedAt, NOW] as const]), ...given.set]);
  const where = whereImage(relation, key, image);
  return {
    sql: `UPDATE ${tableOf(relation)} AS t SET ${[...[...set].map(([column, value]) => `${quoted(column)} = ${value}`), ...raised(relation)].join(', ')} WHERE ${where.sql} RETURNING ${IMAGE}`,
    parameters: { ...given.parameters, ...where.parameters, ...nowIfUsed(set, at) },
  };
}

/** The Data API refuses parameters that a statement does not use. */
const nowIfUsed = (set: ReadonlyMap<string, string>, at: Date): Parameters =>
  [...set.values()].includes(NOW) ? { now: at.toISOString() } : {};

function remove(relation: MappedRelation, key: readonly string[], image: string): Statement {
  const where = whereImage(relation, key, image);
  return {
    sql: `DELETE FROM ${tableOf(relation)} AS t WHERE ${where.sql} RETURNING ${IMAGE}`,
    parameters: where.parameters,
  };
}

const recordOf = (relation: MappedRelation, parameter: string): string =>
  `jsonb_populate_record(CAST(NULL AS ${tableOf(relation)}), CAST(:${parameter} AS jsonb)) AS r`;

function insertImage(relation: MappedRelation, image: string): Statement {
  return {
    sql: `INSERT INTO ${tableOf(relation)} AS t SELECT r.* FROM ${recordOf(relation, 'restored')} ON CONFLICT DO NOTHING RETURNING ${IMAGE}`,
    parameters: { restored: image },
  };
}

/** Every column of the image but the key and the version, which only grows. */
function updateToImage(relation: MappedRelation, key: readonly string[], image: string, expected: string): Statement {
  const kept = new Set([...relation.key.map(({ column }) => column), relation.version]);
  const columns = Object.keys(JSON.parse(image) as object).filter((column) => !kept.has(column));
  const where = whereImage(relation, key, expected);
  const set = [...columns.map((column) => `${quoted(column)} = r.${quoted(column)}`), ...raised(relation)];
  return {
    sql: `UPDATE ${tableOf(relation)} AS t SET ${set.join(', ')} FROM ${recordOf(relation, 'restored')} WHERE ${where.sql} RETURNING ${IMAGE}`,
    parameters: { ...where.parameters, restored: image },
  };
}

/**
 * The texts that a copy writes: the master's stored texts if it is PostgreSQL too, otherwise exact conversions of its
 * values.
 */
import { type FieldType, jsonText, type GuardedWrite, own, type Value, writtenText } from '../../engine/index.ts';
import { type MappedRelation, STORE } from './relation.ts';
import type { Assignment } from './write-statement.ts';
import type { WrittenTable } from './written-table.ts';

type Values = Pick<Extract<GuardedWrite, { kind: 'create' }>, 'fields' | 'stored'>;

/** Assignments to the columns of these fields, without the columns that the database computes. */
export function copied(
  { sources }: Pick<MappedRelation, 'sources'>,
  { columns }: WrittenTable,
  { fields, stored = {} }: Values,
): Assignment[] {
  return sources.flatMap(({ field, from, type }) => {
    const value = own(fields, field);
    const column = columns.get(from);
    if (value === undefined || column === undefined || column.isGenerated) return [];
    const kept = own(stored, field);
    return [{ column, text: value !== null && kept?.store === STORE ? kept.text : textOf(type, value) }];
  });
}

function textOf(type: FieldType, value: Value): string | null {
  if (value === null) return null;
  switch (type) {
    case 'json':
      return typeof value === 'bigint' ? String(value) : jsonText(value);
    case 'timestamp':
      return momentText(writtenText(value));
    case 'binary':
      return `\\x${Buffer.from(writtenText(value), 'base64').toString('hex')}`;
    case 'text':
    case 'integer':
    case 'decimal':
    case 'boolean':
      return writtenText(value);
  }
}

const EXTENDED_YEAR = /^([+-])(\d{6})/;

/** PostgreSQL writes years before 1 as BC, and years of more than four digits without a sign. */
function momentText(text: string): string {
  const [, sign, digits = ''] = EXTENDED_YEAR.exec(text) ?? [];
  if (sign !== '-' && !text.startsWith('0000'))
    return sign === '+' ? text.replace(EXTENDED_YEAR, String(Number(digits))) : text;
  const year = sign === '-' ? Number(digits) + 1 : 1;
  return `${text.replace(/^(?:-\d{6}|0000)/, String(year).padStart(4, '0'))} BC`;
}

/** Converts a file's records to rows of its view. */
import { compositeKey, type Json, type Row, type Value } from '../../engine/index.ts';
import { type FieldDeclaration, type FieldSource, fieldSources, shapedValue } from '../field.ts';
import { Unreadable } from '../unreadable.ts';
import { meets, type Restriction, restrictionsOf, type Where } from '../where.ts';
import type { BadRecord, FileRecord } from './format.ts';

export interface MappedFile {
  readonly key: readonly string[];
  readonly sources: readonly FieldSource[];
  /** Which records are rows of the view. */
  readonly restrictions: readonly Restriction[];
  readonly version: string | undefined;
  readonly updatedAt: string | undefined;
}

/** @param isFlat whether records hold no documents, so that a dot is part of a name */
export const mappedFile = (
  options: {
    readonly key: string | readonly string[];
    readonly fields: Readonly<Record<string, FieldDeclaration>>;
    readonly where?: Where;
    readonly version?: string;
    readonly updatedAt?: string;
  },
  isFlat: boolean,
): MappedFile => ({
  key: typeof options.key === 'string' ? [options.key] : options.key,
  sources: fieldSources(options.fields, isFlat),
  restrictions: restrictionsOf(options.where, isFlat),
  version: options.version,
  updatedAt: options.updatedAt,
});

/** Members that every record must have, each with the option of the view that declares it. */
export const membersOf = ({
  key,
  sources,
  restrictions,
  version,
  updatedAt,
}: MappedFile): readonly (readonly [string, string])[] => [
  ...key.map((member) => ['key', member] as const),
  ...sources.map(({ field, from }) => [`fields.${field}`, from] as const),
  ...restrictions.map(({ from }) => [`where.${from}`, from] as const),
  ...(version === undefined ? [] : [['version', version] as const]),
  ...(updatedAt === undefined ? [] : [['updatedAt', updatedAt] as const]),
];

/**
 * Whether a record is a row of the view. One that cannot be read may be any row, so it is.
 */
export const isInside = ({ restrictions }: MappedFile, record: FileRecord | BadRecord): boolean =>
  'problem' in record ||
  restrictions.every(({ from, within, test }) => meets(test, (type) => record.value([from, ...within], type)));

/** A record that cannot be read, or that has no key, becomes a row without a key whose fields are unreadable. */
export function rowOf(mapped: MappedFile, record: FileRecord | BadRecord): Row {
  const { key, sources, version, updatedAt } = mapped;
  if ('problem' in record) return keylessRow(mapped, record.line, record.problem);
  const parts = key.map((member) => record.keyText(member) ?? '');
  const missing = key.find((member) => record.keyText(member) === undefined);
  if (missing !== undefined) {
    return keylessRow(mapped, record.line, `has no ${missing}, which the view declares as its key`);
  }
  const fields: Record<string, Value> = {};
  let unreadable: Record<string, string> | undefined;
  let structured: Record<string, Exclude<Json, null>> | undefined;
  for (const source of sources) {
    const { field, from, within, type, absentIsNull, sensitive } = source;
    const found = record.value([from, ...within], type);
    const value = found === undefined || found instanceof Unreadable ? found : shapedValue(source, found);
    if (value instanceof Unreadable) {
      (unreadable ??= {})[field] = `line ${record.line}: ${value.reason(sensitive)}`;
      if (value.structured !== undefined) (structured ??= {})[field] = value.structured;
    } else if (value !== undefined) fields[field] = value;
    else if (absentIsNull) fields[field] = null;
  }
  const revision = version === undefined ? undefined : record.value([version], 'integer');
  if (revision instanceof Unreadable) {
    const reason = `line ${record.line}: has an invalid version in ${version ?? ''}: ${revision.reason(isSensitive(mapped, version))}`;
    unreadable = unreadableFields(mapped, reason);
  }
  const versionValue = typeof revision === 'bigint' ? revision : undefined;
  const touched = updatedAt === undefined ? undefined : record.value([updatedAt], 'timestamp');
  const touchedAt = typeof touched === 'string' ? Date.parse(touched) : NaN;
  return {
    key: parts.length === 1 ? (parts[0] ?? '') : compositeKey(parts),
    fields,
    ...(unreadable && { unreadable }),
    ...(structured && { structured }),
    ...(versionValue !== undefined && { version: versionValue }),
    ...(!Number.isNaN(touchedAt) && { touchedAt }),
  };
}

/** Whether a sensitive field of the view is read from this member. */
const isSensitive = ({ sources }: MappedFile, member: string | undefined): boolean =>
  sources.some(({ from, sensitive }) => sensitive && from === member);

const unreadableFields = ({ sources }: MappedFile, reason: string): Record<string, string> =>
  Object.fromEntries(sources.map(({ field }) => [field, reason]));

/** Stands for several records with one key: no one can say which of them is meant. */
export const repeatedRow = (mapped: MappedFile, key: string): Row => ({
  key,
  fields: {},
  unreadable: unreadableFields(mapped, 'more than one record has this key'),
});

const keylessRow = (mapped: MappedFile, line: number, problem: string): Row => ({
  key: `(line ${line})`,
  fields: {},
  unreadable: unreadableFields(mapped, `line ${line}: ${problem}`),
  isKeyless: true,
});

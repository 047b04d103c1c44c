/** Converts a file's records to rows of its view. */
import { compositeKey, type Json, type Row, type Value } from '../../engine/index.ts';
import { type FieldDeclaration, type FieldSource, fieldSources } from '../field.ts';
import { Unreadable } from '../unreadable.ts';
import { type FileRecord, LineError } from './format.ts';

export interface MappedFile {
  readonly key: readonly string[];
  readonly sources: readonly FieldSource[];
  readonly version: string | undefined;
  readonly updatedAt: string | undefined;
}

export const mappedFile = (options: {
  readonly key: string | readonly string[];
  readonly fields: Readonly<Record<string, FieldDeclaration>>;
  readonly version?: string;
  readonly updatedAt?: string;
}): MappedFile => ({
  key: typeof options.key === 'string' ? [options.key] : options.key,
  sources: fieldSources(options.fields),
  version: options.version,
  updatedAt: options.updatedAt,
});

/** Members that every record must have, each with the option of the view that declares it. */
export const membersOf = ({ key, sources, version, updatedAt }: MappedFile): readonly (readonly [string, string])[] => [
  ...key.map((member) => ['key', member] as const),
  ...sources.map(({ field, from }) => [`fields.${field}`, from] as const),
  ...(version === undefined ? [] : [['version', version] as const]),
  ...(updatedAt === undefined ? [] : [['updatedAt', updatedAt] as const]),
];

/** @throws LineError for a record without its key, or with a version that is not an integer */
export function rowOf({ key, sources, version, updatedAt }: MappedFile, record: FileRecord): Row {
  const parts = key.map((member) => {
    const text = record.keyText(member);
    if (text === undefined) throw new LineError(record.line, `has no ${member}, which the view declares as its key`);
    return text;
  });
  const fields: Record<string, Value> = {};
  let unreadable: Record<string, string> | undefined;
  let structured: Record<string, Exclude<Json, null>> | undefined;
  for (const { field, from, type, shaped, absentIsNull, sensitive } of sources) {
    const value = record.value(from, type);
    if (value instanceof Unreadable) {
      (unreadable ??= {})[field] = `line ${record.line}: ${value.reason(sensitive)}`;
      if (value.structured !== undefined) (structured ??= {})[field] = value.structured;
    } else if (value !== undefined) fields[field] = shaped(value);
    else if (absentIsNull) fields[field] = null;
  }
  const versionValue = version === undefined ? undefined : versionOf(record, version);
  const touched = updatedAt === undefined ? undefined : record.value(updatedAt, 'timestamp');
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

function versionOf(record: FileRecord, version: string): bigint | undefined {
  const value = record.value(version, 'integer');
  if (value === undefined || value === null || typeof value === 'bigint') return value ?? undefined;
  const reason = value instanceof Unreadable ? value.reason(false) : 'it is not an integer';
  throw new LineError(record.line, `has an invalid version in ${version}: ${reason}`);
}

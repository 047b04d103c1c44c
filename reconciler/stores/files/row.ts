/** From a file's records to rows of its view. */
import { compositeKey, type Row, type Value } from '../../engine/index.ts';
import { type FieldDeclaration, type FieldSource, fieldSources } from '../field.ts';
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

/** Members that every record must have: those of the key, of the fields, of version and time. */
export const membersOf = ({ key, sources, version, updatedAt }: MappedFile): readonly (readonly [string, string])[] => [
  ...key.map((member) => ['key', member] as const),
  ...sources.map(({ field, from }) => [`fields.${field}`, from] as const),
  ...(version === undefined ? [] : [['version', version] as const]),
  ...(updatedAt === undefined ? [] : [['updatedAt', updatedAt] as const]),
];

/** @throws LineError that names the member which is not what the view says */
export function rowOf({ key, sources, version, updatedAt }: MappedFile, record: FileRecord): Row {
  const parts = key.map((member) => {
    const text = record.keyText(member);
    if (text === undefined || text === '') throw new LineError(record.line, `has no ${member}, which is its key`);
    return text;
  });
  const fields: Record<string, Value> = {};
  for (const { field, from, type, shaped } of sources) {
    const value = valueOf(record, from, type);
    if (value !== undefined) fields[field] = shaped(value);
  }
  const versionValue = version === undefined ? undefined : valueOf(record, version, 'integer');
  const touched = updatedAt === undefined ? undefined : valueOf(record, updatedAt, 'timestamp');
  return {
    key: parts.length === 1 ? (parts[0] ?? '') : compositeKey(parts),
    fields,
    ...(typeof versionValue === 'bigint' && { version: versionValue }),
    ...(typeof touched === 'string' && { touchedAt: Date.parse(touched) }),
  };
}

function valueOf(record: FileRecord, member: string, type: FieldSource['type']): Value | undefined {
  try {
    return record.value(member, type);
  } catch (error) {
    throw new LineError(record.line, `${member}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

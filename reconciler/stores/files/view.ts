import { type Reading, type Row, StoreReadError, type View } from '../../engine/index.ts';
import { checkOptions } from '../../options.ts';
import { type FieldDeclaration, fieldTypes, sensitiveFields } from '../field.ts';
import { read } from '../reading.ts';
import { csvViewOptions, ndjsonViewOptions } from '../options.ts';
import { UnseenFields } from '../unseen.ts';
import { type Where, whereText } from '../where.ts';
import { csv, type CsvFormat } from './csv.ts';
import { type BadRecord, type FileRecord, type Format, LineError } from './format.ts';
import { inspectFile } from './inspect.ts';
import { ndjson } from './ndjson.ts';
import { isInside, mappedFile, membersOf, repeatedRow, rowOf } from './row.ts';
import { fileSource } from './source.ts';

export interface NdjsonViewOptions<Field extends string> {
  /** Such as `bank.statement`. */
  readonly name: string;
  /** A path relative to the folder that the command runs in, or `new URL('statement.ndjson', import.meta.url)`. */
  readonly file: string | URL;
  /** A unique member or column, or several that are unique together. */
  readonly key: string | readonly string[];
  readonly fields: Readonly<Record<Field, FieldDeclaration>>;
  /** Which records the view shows. */
  readonly where?: Where;
  /** Member or column with an integer that each write raises. */
  readonly version?: string;
  /** Member or column with the time of the last write. */
  readonly updatedAt?: string;
}

export interface CsvViewOptions<Field extends string> extends NdjsonViewOptions<Field>, CsvFormat {}

/** A read-only view of a file with one JSON object per line. The file must not change during a run. */
export const ndjsonView = <Field extends string>(options: NdjsonViewOptions<Field>): View<Field> => {
  checkOptions('ndjsonView', ndjsonViewOptions, options);
  return fileView(options, ndjson, false);
};

/** A read-only view of a CSV file with a header. The file must not change during a run. */
export const csvView = <Field extends string>(options: CsvViewOptions<Field>): View<Field> => {
  checkOptions('csvView', csvViewOptions, options);
  return fileView(options, csv(options), true);
};

/** Records at the beginning of a file that may all be bad. */
const MAX_BAD_START = 1000;

/**
 * The records, unless no record can be read at first: the format is not that of the file then, and the other side does
 * not lack its rows.
 *
 * @throws LineError
 */
async function* withSomeGood(
  records: AsyncIterable<FileRecord | BadRecord>,
): AsyncGenerator<FileRecord | BadRecord, void> {
  let start: BadRecord[] | undefined = [];
  for await (const record of records) {
    if (start !== undefined && 'problem' in record && start.push(record) <= MAX_BAD_START) continue;
    if (start !== undefined && 'problem' in record) break;
    if (start !== undefined) yield* start;
    start = undefined;
    yield record;
  }
  const [first] = start ?? [];
  if (first !== undefined) throw new LineError(first.line, first.problem);
}

function fileView<Field extends string>(
  options: NdjsonViewOptions<Field>,
  format: Format,
  isFlat: boolean,
): View<Field> {
  const { name } = options;
  const source = fileSource(options.file);
  const mapped = mappedFile(options, isFlat);

  const members = membersOf(mapped).map(([, member]) => member);

  async function* records(purpose: 'scan' | 'reread', reading: Reading): AsyncGenerator<[Row, FileRecord | BadRecord]> {
    const { signal } = reading;
    signal.throwIfAborted();
    try {
      for await (const record of withSomeGood(format.records(source.texts(purpose, reading), members))) {
        signal.throwIfAborted();
        if (isInside(mapped, record)) yield [rowOf(mapped, record), record];
      }
    } catch (error) {
      signal.throwIfAborted();
      throw new StoreReadError(name, error instanceof LineError ? `${source.shown}, ${error.message}` : error);
    }
  }
  return {
    name,
    fields: fieldTypes(options.fields),
    keyTypes: mapped.key.map(() => 'text'),
    sensitive: sensitiveFields(mapped.sources),
    ...(mapped.restrictions.length > 0 && { where: whereText(mapped.restrictions) }),
    strong: true,
    async *scan(reading) {
      const unseen = new UnseenFields(name, isFlat ? [] : mapped.sources);
      for await (const [row] of records('scan', reading)) {
        unseen.add(row);
        yield row;
      }
      unseen.report(reading);
    },
    repeatedRow: (key) => repeatedRow(mapped, key),
    /** Reads the file once for all keys, and holds no more than their rows. */
    async read(keys, reading) {
      const asked = new Set(keys);
      const found = new Map<string, Row>();
      for await (const [row, record] of records('reread', reading)) {
        if (!asked.has(row.key)) continue;
        const before = found.get(row.key);
        const isKeyless = before?.isKeyless ?? row.isKeyless;
        const standing = before === undefined ? row : repeatedRow(mapped, row.key);
        found.set(row.key, { ...standing, ...(isKeyless && { isKeyless }), image: record.image() });
      }
      return found;
    },
    inspect: () => inspectFile(name, mapped, source, format),
    estimate: (reading) =>
      read(name, reading, async () => {
        const { text, bytes, size } = await source.head();
        const lines = text.split('\n').length - 1;
        return { rows: Math.round((lines * size) / Math.max(1, bytes)), bytes: size };
      }),
  };
}

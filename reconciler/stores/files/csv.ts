import { pipeline } from 'node:stream';
import type { Options } from 'csv-parse';
import { type FieldType, fromText, type Value, ValueError } from '../../engine/index.ts';
import { Unreadable } from '../unreadable.ts';
import { type BadRecord, type FileRecord, type Format, LineError } from './format.ts';

export interface CsvFormat {
  /** One character; a comma by default. */
  readonly delimiter?: string;
  /** What an empty cell without quotes means: null by default, as PostgreSQL writes it, or no value at all. */
  readonly empty?: 'null' | 'absent';
}

/** A cell's text; null for an empty one without quotes. */
type Cell = string | null;

interface Parsed {
  readonly record: readonly Cell[];
  readonly info: { readonly lines: number };
}

/** The longest comes first, so that CRLF is one line ending and not two. */
const LINE_ENDS = ['\r\n', '\n', '\r'];

/** Reads RFC 4180 with any line endings. A header names the columns. An empty cell in quotes is the empty text. */
export function csv({ delimiter = ',', empty = 'null' }: CsvFormat): Format {
  const options: Options = {
    delimiter,
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    record_delimiter: LINE_ENDS,
    cast: (cell, { quoting }) => (cell === '' && !quoting ? null : cell),
  };
  return {
    async *records(texts) {
      let columns: ReadonlyMap<string, number> | undefined;
      let end = '';
      const watched = async function* () {
        for await (const text of texts) {
          end = text.at(-1) ?? end;
          yield text;
        }
      };
      let bad: BadRecord | undefined;
      for await (const { record, info } of parsed(watched(), options)) {
        if (bad !== undefined) yield bad;
        bad = undefined;
        if (columns === undefined) {
          columns = new Map(record.map((name, at) => [name ?? '', at]));
          if (columns.size < record.length) throw new LineError(info.lines, 'names a column twice; name each once');
        } else if (record.length === columns.size) yield recordOf(info.lines, record, columns, empty);
        else bad = badRecord(info.lines, record, columns.size);
      }
      // A last line without its end may have been cut off, with all that should follow.
      if (bad !== undefined && !LINE_ENDS.includes(end)) throw new LineError(bad.line, bad.problem);
      if (bad !== undefined) yield bad;
    },
    async header(head) {
      for await (const { record } of parsed([head], { ...options, to: 1 })) return record.map((name) => name ?? '');
      return [];
    },
  };
}

/** Loads the package only when it is used, so that a function without CSV files does not load it. */
async function* parsed(texts: AsyncIterable<string> | Iterable<string>, options: Options): AsyncGenerator<Parsed> {
  const { CsvError, parse } = await import('csv-parse');
  const parser = parse(options);
  // An error of `texts` also ends the parser, and its reader receives it.
  pipeline(texts, parser, () => undefined);
  try {
    for await (const each of parser) yield each as Parsed;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines = 0 } = error as { readonly lines?: number };
    const way = 'put cells that hold the delimiter, a quote or a line break in quotes';
    throw new LineError(lines, `${error.message}; ${way}`, error);
  }
}

const badRecord = (line: number, cells: readonly Cell[], columns: number): BadRecord => ({
  line,
  problem: `has ${cells.length} cells, and the header names ${columns}; put cells that hold the delimiter in quotes`,
  image: () => JSON.stringify(cells),
});

function recordOf(
  line: number,
  cells: readonly Cell[],
  columns: ReadonlyMap<string, number>,
  empty: 'null' | 'absent',
): FileRecord {
  const cell = (column: string): Cell | undefined => {
    const at = columns.get(column);
    return at === undefined ? undefined : cells[at];
  };
  return {
    line,
    value(column, type) {
      const text = cell(column);
      if (text === null) return empty === 'null' ? null : undefined;
      return text === undefined ? undefined : valueOf(type, text);
    },
    keyText: (column) => cell(column) ?? undefined,
    image: () => JSON.stringify(Object.fromEntries([...columns].map(([name, at]) => [name, cells[at] ?? null]))),
  };
}

function valueOf(type: FieldType, text: string): Value | Unreadable {
  if (type === 'text') return text;
  try {
    return fromText(type, type === 'boolean' ? text.trim().toLowerCase() : text.trim());
  } catch (error) {
    if (error instanceof ValueError) return new Unreadable(type, JSON.stringify(text), 'the cell');
    throw error;
  }
}

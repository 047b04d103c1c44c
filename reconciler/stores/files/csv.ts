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

/** The parser's code for a quote within a cell that does not begin with one. */
const STRAY_QUOTE = 'INVALID_OPENING_QUOTE';

const PROBLEMS: Readonly<Record<string, string>> = {
  [STRAY_QUOTE]: 'has a quote within a cell that does not begin with one',
  CSV_INVALID_CLOSING_QUOTE: 'has text after the quote that closes a cell',
  CSV_QUOTE_NOT_CLOSED: 'is the end, and a quote is still open',
};

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
    async *records(texts, members) {
      let columns: ReadonlyMap<string, number> | undefined;
      let count = 0;
      let end = '';
      const watched = async function* () {
        for await (const text of texts) {
          end = text.at(-1) ?? end;
          yield text;
        }
      };
      let bad: BadRecord[] = [];
      const skipped = (line: number): void => {
        if (bad.at(-1)?.line !== line) bad.push(misquoted(line));
      };
      for await (const { record, info } of parsed(watched(), options, skipped)) {
        const earlier = bad.filter(({ line }) => line < info.lines);
        bad = bad.filter(({ line }) => line >= info.lines);
        yield* earlier;
        if (columns === undefined) {
          count = record.length;
          columns = columnsIn(info.lines, record, members);
        } else if (record.length === count) yield recordOf(info.lines, record, columns, empty);
        else bad.push(badRecord(info.lines, record, count));
      }
      // A last line without its end may have been cut off, with all that should follow.
      const last = bad.at(-1);
      if (last !== undefined && !LINE_ENDS.includes(end)) throw new LineError(last.line, last.problem);
      yield* bad;
    },
    async header(head) {
      for await (const { record } of parsed([head], { ...options, to: 1 })) return record.map((name) => name ?? '');
      return [];
    },
  };
}

/** Loads the package only when it is used, so that a function without CSV files does not load it. */
async function* parsed(
  texts: AsyncIterable<string> | Iterable<string>,
  options: Options,
  skipped?: (line: number) => void,
): AsyncGenerator<Parsed> {
  const { CsvError, parse } = await import('csv-parse');
  const parser = parse({
    ...options,
    skip_records_with_error: true,
    on_skip(error) {
      const { lines = 0, records = 0 } = error as unknown as { readonly lines?: number; readonly records?: number };
      // Where a cell without quotes ends is clear, whatever it holds. After any other mistake no line can be trusted.
      const isClear = error?.code === STRAY_QUOTE && records > 0 && skipped !== undefined;
      if (!isClear) throw error ?? new Error('a record cannot be read');
      skipped(lines);
    },
  });
  // An error of `texts` also ends the parser, and its reader receives it.
  pipeline(texts, parser, () => undefined);
  try {
    for await (const each of parser) yield each as Parsed;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines = 0 } = error as { readonly lines?: number };
    const way = 'put cells that hold the delimiter, a quote or a line break in quotes';
    // The parser's own message shows the cell, which may be sensitive.
    throw new LineError(lines, `${PROBLEMS[error.code] ?? error.code}; ${way}`);
  }
}

/** @throws LineError if it names a column twice that the view reads */
function columnsIn(line: number, header: readonly Cell[], members: readonly string[]): ReadonlyMap<string, number> {
  const names = header.map((name) => name ?? '');
  const twice = members.find((member) => names.indexOf(member) !== names.lastIndexOf(member));
  if (twice !== undefined) throw new LineError(line, `names a column twice: ${twice}; name each once`);
  return new Map(names.map((name, at) => [name, at]));
}

const misquoted = (line: number): BadRecord => ({
  line,
  problem: `${PROBLEMS[STRAY_QUOTE] ?? ''}; put the cell in quotes, and double those within it`,
  image: () => JSON.stringify([]),
});

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
    value([column = ''], type) {
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

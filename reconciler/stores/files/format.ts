import type { FieldType, Value } from '../../engine/index.ts';
import type { Unreadable } from '../unreadable.ts';

/** One record of a file, as its format gives it. */
export interface FileRecord {
  /** The line on which it ends, from 1. */
  readonly line: number;
  /** Normal form of a member; undefined where the record has none. */
  value(member: string, type: FieldType): Value | Unreadable | undefined;
  /** Text of a member of the key; undefined where there is none. */
  keyText(member: string): string | undefined;
  /** The whole record as JSON. */
  image(): string;
}

/** How a file holds its records. */
export interface Format {
  /** Throws an Error that names the line and what is wrong in it. */
  records(texts: AsyncIterable<string>): AsyncIterable<FileRecord>;
  /** Members that every record has; undefined where each record names its own. */
  header(head: string): Promise<readonly string[] | undefined>;
}

/** A line that is not what the format or the view says of it. */
export class LineError extends Error {
  constructor(line: number, what: string, cause?: unknown) {
    super(`line ${line}: ${what}`, { cause });
  }
}

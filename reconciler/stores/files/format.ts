import type { FieldType, Value } from '../../engine/index.ts';
import type { Unreadable } from '../unreadable.ts';

/** A record that the format cannot read, beside others that it can. */
export interface BadRecord {
  readonly line: number;
  /** What is wrong, and what to do about it. */
  readonly problem: string;
  readonly image: () => string;
}

/** One record of a file, as its format reads it. */
export interface FileRecord {
  /** The line on which the record ends, from 1. */
  readonly line: number;
  /**
   * Normal form of a member; undefined if the record does not have it.
   *
   * @param path the member, then the names that lead into it
   */
  value(path: readonly string[], type: FieldType): Value | Unreadable | undefined;
  /** Text of a member of the key; undefined if the record does not have it. */
  keyText(member: string): string | undefined;
  /** The whole record as JSON. */
  image(): string;
}

/** The format of a file, such as CSV. */
export interface Format {
  /**
   * Throws an Error that names the line and what is wrong in it.
   *
   * @param members that will be read
   */
  records(texts: AsyncIterable<string>, members: readonly string[]): AsyncIterable<FileRecord | BadRecord>;
  /** Members that every record has; undefined if each record names its own. */
  header(head: string): Promise<readonly string[] | undefined>;
}

/** A line that does not match the format or the view. */
export class LineError extends Error {
  readonly what: string;

  constructor(line: number, what: string, cause?: unknown) {
    super(`line ${line}: ${what}`, { cause });
    this.what = what;
  }
}

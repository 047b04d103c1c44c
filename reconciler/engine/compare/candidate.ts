import { Records } from './records.ts';
import type { Spool, SpoolRecord } from './spool.ts';

/** A key whose two sides did not agree as they streamed by: a suspicion, not yet a finding. */
export interface Candidate {
  readonly key: string;
  /** Tokens; undefined where a side has no row. */
  readonly left: string | undefined;
  readonly right: string | undefined;
}

/** Candidates of one comparison, in bounded memory. */
export class Candidates {
  readonly #records: Records;

  constructor(spool: Spool, most: number) {
    this.#records = new Records(spool, most);
  }

  get count(): number {
    return this.#records.count;
  }

  add({ key, left, right }: Candidate): Promise<void> | undefined {
    return this.#records.append([key, written(left), written(right)]);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Candidate> {
    for await (const batch of this.#records.read()) for (const record of batch) yield candidateOf(record);
  }

  close(): Promise<void> {
    return this.#records.close();
  }
}

const candidateOf = ([key = '', left = '', right = '']: SpoolRecord): Candidate => ({
  key,
  left: read(left),
  right: read(right),
});

/** A mark in front keeps the absence of a row apart from any text. */
export const written = (token: string | undefined): string => (token === undefined ? '-' : `+${token}`);

export const read = (text: string): string | undefined => (text.startsWith('+') ? text.slice(1) : undefined);

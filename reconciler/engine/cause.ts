/** What typically causes a difference, where the records at hand show it. */
import type { Json } from './json.ts';

export type CauseKind =
  /** A record was written, and its effect is missing: given up to a dead-letter queue, or never delivered. */
  | 'not-handled'
  /** A record has its effect twice, such as after a time-out, or a deleted record still has it. */
  | 'handled-twice'
  /** Every record is gone, and its effect is still there. */
  | 'deletion-missed'
  /** An older record was handled after a newer one. */
  | 'out-of-order'
  /** Two records were handled at once, and one result overwrote the other: read, compute, write. */
  | 'race'
  /** A replica has not received the last write yet, or no longer receives writes. */
  | 'behind'
  /** Both replicas were written without knowing of each other's write. */
  | 'conflict'
  | 'unknown';

/** A record that a cause was concluded from. */
export interface CauseRecord {
  readonly key: string;
  readonly view: string;
  /** When it was last written, ISO 8601. */
  readonly at?: string;
  /** What it adds to sums, as exact decimals; of a losing write, what is lost. */
  readonly fields?: Readonly<Record<string, Json>>;
}

/** A conclusion from evidence: what the records show, and no more. */
export interface Cause {
  readonly kind: CauseKind;
  /** One sentence for a person, which names what it was concluded from. */
  readonly summary: string;
  /** The records that fit the difference, newest first. */
  readonly records: readonly CauseRecord[];
  /** Number of further records that fit as well. */
  readonly moreRecords?: number;
  /** When the derived row was last written, ISO 8601. */
  readonly derivedAt?: string;
  /** The write that lost to a later one. */
  readonly losingWrite?: CauseRecord;
}

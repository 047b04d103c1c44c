/** Number of records in other streams after which polling a silent stream becomes noticeably slow. */
const STALE_AFTER = 2000;

/**
 * Finds streams that have been silent while others were written to. On each poll, four times a second, DynamoDB Local
 * searches the records of all streams, newest first, for the last one of the polled stream. So a silent stream costs
 * more the busier the other streams are.
 */
export class Freshness {
  #records = 0;
  readonly #countAtLast = new Map<string, number>();

  /** Counts records that a poll of the stream returned. */
  saw(streamArn: string, records: number): void {
    this.#records += records;
    this.#countAtLast.set(streamArn, this.#records);
  }

  isStale(streamArn: string): boolean {
    return this.#records - (this.#countAtLast.get(streamArn) ?? 0) > STALE_AFTER;
  }
}

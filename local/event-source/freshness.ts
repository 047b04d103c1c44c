/** Records of other streams after which a poll of one that had none is noticeably slow. */
const STALE_AFTER = 2000;

/**
 * Which streams have been silent while others were written to. DynamoDB Local looks for a stream's last record among
 * those of all streams, newest first, at each of four polls a second: a silent stream costs the more, the busier the
 * others are.
 */
export class Freshness {
  #records = 0;
  readonly #countAtLast = new Map<string, number>();

  saw(streamArn: string, records: number): void {
    this.#records += records;
    this.#countAtLast.set(streamArn, this.#records);
  }

  isStale(streamArn: string): boolean {
    return this.#records - (this.#countAtLast.get(streamArn) ?? 0) > STALE_AFTER;
  }
}

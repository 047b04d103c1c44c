/** A stretch without a sign of life, in milliseconds on a monotonic clock. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Gaps that are kept of one process; a process with more of them is not there for most of the time. */
const MAX_GAPS = 500;

/** The signs of life of one process. It counts as absent if the next sign comes more than `tolerated` ms late. */
export class Heart {
  readonly #tolerated: number;
  readonly #gaps: Gap[] = [];
  #last: number;
  #beats = 0;

  /** @param now the time from which signs of life are expected */
  constructor(now: number, tolerated: number) {
    this.#last = now;
    this.#tolerated = tolerated;
  }

  get beats(): number {
    return this.#beats;
  }

  beat(now: number): void {
    const gap = this.#gapUntil(now);
    if (gap !== undefined && this.#gaps.length < MAX_GAPS) this.#gaps.push(gap);
    this.#beats += 1;
    this.#last = now;
  }

  /** The gaps up to `now`, with one that has not ended yet. */
  gaps(now: number): Gap[] {
    const current = this.#gapUntil(now);
    return current === undefined ? [...this.#gaps] : [...this.#gaps, current];
  }

  #gapUntil(now: number): Gap | undefined {
    return now - this.#last > this.#tolerated ? { from: this.#last, to: now } : undefined;
  }
}

/** Stretches in which a process gave no sign of life, from the times of its signs. */

/** A stretch of a run, in real milliseconds since it began. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The signs of life of this process. One that comes more than `tolerated` ms after the one before it ends a gap. */
export class Signs {
  readonly gaps: Stretch[] = [];
  readonly #tolerated: number;
  #last: number;
  #beats = 0;

  constructor(now: number, tolerated: number) {
    this.#last = now;
    this.#tolerated = tolerated;
  }

  get beats(): number {
    return this.#beats;
  }

  beat(now: number): void {
    if (now - this.#last > this.#tolerated) this.gaps.push({ fromMs: this.#last, toMs: now });
    this.#beats += 1;
    this.#last = now;
  }
}

/** Gaps in milliseconds of another monotonic clock, which showed `theirNow` when ours showed `ourNow`. */
export function onOurClock(
  gaps: readonly { readonly from: number; readonly to: number }[],
  theirNow: number,
  ourNow: number,
): Stretch[] {
  return gaps.flatMap(({ from, to }) => {
    const fromMs = Math.max(0, ourNow - (theirNow - from));
    const toMs = ourNow - (theirNow - to);
    return toMs > fromMs ? [{ fromMs, toMs }] : [];
  });
}

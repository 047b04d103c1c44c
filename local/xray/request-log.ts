/** Keeps the latest requests, as texts, up to a size. A reader that wants all of them has to keep up. */

/** Characters: about a minute of a system under load. */
const MAX_KEPT = 64 * 1024 * 1024;

export class RequestLog {
  readonly #maxKept: number;
  #requests: string[] = [];
  #size = 0;
  /** How many requests came before those that are kept. */
  #before = 0;

  constructor(maxKept = MAX_KEPT) {
    this.#maxKept = maxKept;
  }

  /** @param text JSON */
  add(text: string): void {
    this.#requests.push(text);
    this.#size += text.length;
    while (this.#size > this.#maxKept) {
      this.#size -= this.#requests.shift()?.length ?? 0;
      this.#before += 1;
    }
  }

  /**
   * What came after the first `count` requests, as JSON: `next` is the count to ask with next, and `lost` says how many of the
   * requests are no longer kept.
   */
  after(count: number): string {
    const known = Math.max(0, Number.isSafeInteger(count) ? count : 0);
    const next = this.#before + this.#requests.length;
    const lost = Math.max(0, this.#before - known);
    const requests = this.#requests.slice(Math.max(0, known - this.#before));
    return `{"next":${next},"lost":${lost},"requests":[${requests.join(',')}]}`;
  }
}

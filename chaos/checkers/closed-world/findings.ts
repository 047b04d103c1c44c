/** What a comparison of the stores with their explanation finds. */

/** More lines than anybody reads; the rest is only counted. */
const MAX_LINES = 100;

class Findings {
  readonly #lines: string[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** The first lines; a last one says how many there are beyond them. */
  get lines(): readonly string[] {
    const more = this.#count - this.#lines.length;
    return more === 0 ? this.#lines : [...this.#lines, `and ${more} more`];
  }

  add(line: string): void {
    this.#count += 1;
    if (this.#lines.length < MAX_LINES) this.#lines.push(line);
  }
}

export interface WorldFindings {
  /** What the system's stores hold, and should not, or lack. */
  readonly violations: Findings;
  /** What the definition or the history leaves open, so that it proves nothing. */
  readonly undecided: Findings;
}

export function noFindings(): WorldFindings {
  return { violations: new Findings(), undecided: new Findings() };
}

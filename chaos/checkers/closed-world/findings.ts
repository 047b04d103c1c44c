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

  addAll(others: Findings): void {
    for (const line of others.#lines) this.add(line);
    this.#count += others.#count - others.#lines.length;
  }
}

export interface WorldFindings {
  /** What the system's stores hold, and should not, or lack. */
  readonly violations: Findings;
  /** The same, where the absence of a process or of the machine may be the cause. */
  readonly excused: Findings;
  /** What the definition or the history leaves open, so that it proves nothing. */
  readonly undecided: Findings;
  /** What the definition's `expect` names and the system does not have, so that nothing it says proves anything. */
  readonly mistakes: Findings;
}

export function noFindings(): WorldFindings {
  return {
    violations: new Findings(),
    excused: new Findings(),
    undecided: new Findings(),
    mistakes: new Findings(),
  };
}

/** The findings of what an absence may have caused: violations are excused. */
export function excusing(findings: WorldFindings): WorldFindings {
  return { ...findings, violations: findings.excused };
}

/** The same findings, in which an absence may have caused every violation. */
export function allExcused({ violations, excused, undecided, mistakes }: WorldFindings): WorldFindings {
  const all = noFindings();
  all.excused.addAll(violations);
  all.excused.addAll(excused);
  return { ...all, undecided, mistakes };
}

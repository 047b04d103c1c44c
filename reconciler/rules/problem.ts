import { ReconcilerError } from '../engine/index.ts';

/** One mistake in a definition: where it is, and what to do about it. */
export interface Problem {
  /** Such as `price-copies.settleWindow`. */
  readonly path: string;
  readonly message: string;
}

/** Every mistake in a reconciliation at once, found before anything is read. */
export class ReconciliationError extends ReconcilerError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ path, message }) => `  ${path}: ${message}`);
    const count = problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`;
    super(`The reconciliation has ${count}; nothing was read:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

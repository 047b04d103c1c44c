import { ReconcilerError } from '../engine/index.ts';

/** One mistake in a rule: where, and what is to be done. */
export interface Problem {
  /** Such as `price-copies.settleWindow`. */
  readonly path: string;
  readonly message: string;
}

/** Every mistake of a reconciliation at once, found before anything is read. */
export class ReconciliationError extends ReconcilerError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ path, message }) => `  ${path}: ${message}`);
    super(`The reconciliation has ${problems.length} mistake(s), and nothing was read:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

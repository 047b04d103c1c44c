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
    const count = problems.length === 1 ? '1 error' : `${problems.length} errors`;
    super(
      `the configuration has ${count}; no data was read:\n${problems.map((problem) => `  ${lineOf(problem)}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/** One line: the path, then what is wrong there. */
export const lineOf = ({ path, message }: Problem): string =>
  /^(?:is|must) /.test(message) ? `${path} ${message}` : `${path}: ${message}`;

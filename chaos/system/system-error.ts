import { ChaosError } from '../errors.ts';

/** One mistake in a definition, or one way in which it does not fit the system. */
export interface SystemProblem {
  /** Such as `saga.ends.completed.payment`. */
  readonly path: string;
  readonly message: string;
}

/** A definition is wrong, or does not fit the system that it describes. It names every problem at once. */
export class SystemError extends ChaosError {
  override readonly name = 'SystemError';
  readonly problems: readonly SystemProblem[];

  constructor(system: string, problems: readonly SystemProblem[]) {
    const lines = problems.map(({ path, message }) => `  ${path}: ${message}`);
    const fix = problems.length === 1 ? 'Fix this problem' : `Fix these ${problems.length} problems`;
    super(`The definition of the system ${system} cannot be used. ${fix} and try again:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

import { ChaosError } from '../errors.ts';
import { lineOf, type Mistake } from '../schemas/mistakes.ts';

/** One mistake in a definition, or one way in which it does not fit the system. */
export type SystemProblem = Mistake;

/** A definition is wrong, or does not fit the system that it describes. It names every problem at once. */
export class SystemError extends ChaosError {
  override readonly name = 'SystemError';
  readonly problems: readonly SystemProblem[];
  /** The refused definition, so that what is still readable of it can be checked further. */
  readonly definition: unknown;

  constructor(system: string, problems: readonly SystemProblem[], definition?: unknown) {
    const lines = problems.map((problem) => `  ${lineOf(problem)}`);
    const fix = problems.length === 1 ? 'fix this problem' : `fix these ${problems.length} problems`;
    super(`the definition of the system ${system} cannot be used; ${fix} and try again:\n${lines.join('\n')}`);
    this.problems = problems;
    this.definition = definition;
  }
}

/** The name in a definition of any shape, for messages. */
export function nameIn(definition: unknown): string {
  const given = (definition as { readonly name?: unknown } | null | undefined)?.name;
  return typeof given === 'string' ? given : '(without a name)';
}

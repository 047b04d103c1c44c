/** Finds every mistake in a definition that shows without a running system. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  besideShape,
  checkNameProblems,
  definitionProblems,
  inOrder,
  nameIn,
  storeProblems,
  SystemError,
  type SystemProblem,
} from '@evenkeel/chaos';
import { bundleScript, JourneyError } from '../../loadtests/entry.ts';
import { type CommandFailure, usageFailure } from '../failure.ts';
import { sabotageProblems } from './sabotage-problems.ts';

/**
 * All mistakes of a definition of any shape, in the order of its file. What one mistake hides is not reported.
 *
 * @param assembly the app's cloud assembly, in which sabotages change resources; if undefined, these changes are not checked
 */
export async function allProblems(definition: unknown, file: string, assembly?: string): Promise<SystemProblem[]> {
  const further = await surroundingProblems(definition, file, assembly);
  return inOrder(definition, [...definitionProblems(definition), ...besideShape(definition, further)]);
}

/**
 * The mistakes that show only in what the definition refers to: checks, stores and files.
 *
 * @param assembly as in `allProblems`
 */
export async function surroundingProblems(
  definition: unknown,
  file: string,
  assembly?: string,
): Promise<SystemProblem[]> {
  const [stores, journeys, sabotages] = await Promise.all([
    storeProblems(definition),
    journeyProblems(definition, file),
    sabotageProblems(definition, file, assembly),
  ]);
  return inOrder(definition, [...checkNameProblems(definition), ...stores, ...journeys, ...sabotages]);
}

async function journeyProblems(definition: unknown, file: string): Promise<SystemProblem[]> {
  const { journeys } = (definition ?? {}) as {
    readonly journeys?: { readonly module?: unknown; readonly journeys?: unknown };
  };
  const { module, journeys: named } = journeys ?? {};
  if (!(typeof module === 'string' || module instanceof URL) || typeof named !== 'object' || named === null) return [];
  try {
    const url = new URL(module, pathToFileURL(file));
    await bundleScript({ module: fileURLToPath(url), names: Object.keys(named) });
    return [];
  } catch (error) {
    if (!(error instanceof JourneyError)) throw error;
    return error.problems.map(({ journey, message }) => ({
      path: journey === undefined ? 'journeys.module' : `journeys.journeys.${journey}`,
      message,
    }));
  }
}

/** The failure of a command, exit 2, that lists the mistakes of a definition. */
export function problemsFailure(
  definition: unknown,
  file: string,
  problems: readonly SystemProblem[],
  cause?: unknown,
): CommandFailure {
  return usageFailure(`${file}: ${new SystemError(nameIn(definition), problems).message}`, cause);
}

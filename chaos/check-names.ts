/** The names of checks in a definition: those of its invariants, and those that its sabotages expect. */
import { checkersOf } from './checkers/index.ts';
import { suggestion } from './schemas/mistakes.ts';
import { DefinitionDraft } from './system/draft.ts';
import type { SystemProblem } from './system/index.ts';

/** Invariants with the name of a check that every system has, and sabotages that expect a check that does not exist. */
export function checkNameProblems(definition: unknown): SystemProblem[] {
  const { invariants = [], sabotages = [] } = DefinitionDraft.parse(definition);
  const shared = checkersOf(undefined).map(({ name }) => name);
  const own = invariants.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const known = [...own, ...shared.filter((name) => !own.includes(name))];
  return [
    ...own.flatMap((name) =>
      shared.includes(name)
        ? [
            {
              path: `invariants[${invariants.findIndex((invariant) => invariant.name === name)}].name`,
              message: `${name} is a check that every system has; choose another name`,
            },
          ]
        : [],
    ),
    ...sabotages.flatMap(({ name = '', expectedCheck }, at) =>
      expectedCheck === undefined || known.includes(expectedCheck)
        ? []
        : [
            {
              path: `sabotages[${at}].expectedCheck`,
              message: `the sabotage ${name} expects ${expectedCheck}, and there is no such check${suggestion(expectedCheck, known)}; the checks are: ${known.join(', ')}`,
            },
          ],
    ),
  ];
}

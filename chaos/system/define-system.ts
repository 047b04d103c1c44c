import { mistakesOf, within, wording } from '../schemas/mistakes.ts';
import type { SystemDefinition } from './definition.ts';
import { DefinitionDraft } from './draft.ts';
import { inOrder } from './in-order.ts';
import { sagaProblems } from './saga-problems.ts';
import { Definition } from './schema.ts';
import { nameIn, SystemError, type SystemProblem } from './system-error.ts';
import type { StoreReconciliation } from './stores.ts';

/**
 * Describes a system to the harness: its stores and sagas, what must always hold, and how to load and break it. The
 * file `evenkeel.system.ts` exports what this returns as its default.
 *
 * @throws SystemError with every mistake and its path
 */
export function defineSystem<Reconciliation extends StoreReconciliation>(
  definition: SystemDefinition<Reconciliation>,
): SystemDefinition<Reconciliation> {
  const problems = definitionProblems(definition);
  if (problems.length > 0) throw new SystemError(nameIn(definition), problems, definition);
  return definition;
}

/** Every mistake that shows in the definition itself, without its stores and files. */
export function definitionProblems(definition: unknown): SystemProblem[] {
  const draft = DefinitionDraft.parse(definition);
  const between = [...sagaProblems(draft), ...optionProblems(draft), ...emptySabotages(draft), ...nameProblems(draft)];
  return inOrder(definition, [...shapeProblems(definition), ...besideShape(definition, between)]);
}

/** Problems without those that lie within a value of the wrong shape, which is reported already. */
export function besideShape(definition: unknown, problems: readonly SystemProblem[]): SystemProblem[] {
  const shape = shapeProblems(definition);
  return problems.filter(({ path }) => !shape.some((wrong) => isWithin(path, wrong.path)));
}

/** Mistakes in single values. */
function shapeProblems(definition: unknown): SystemProblem[] {
  const parsed = Definition.safeParse(definition, wording);
  return parsed.success ? [] : mistakesOf(parsed.error.issues);
}

const isWithin = (path: string, other: string): boolean =>
  other !== '' && path.startsWith(other) && ['.', '['].includes(path.charAt(other.length));

/** What is wrong with the options of `conserved` and `exactlyOnce`. */
const optionProblems = ({ invariants = [] }: DefinitionDraft): SystemProblem[] =>
  invariants.flatMap(({ mistakes = [] }, at) => within(`invariants[${at}]`, mistakes));

const emptySabotages = ({ sabotages = [] }: DefinitionDraft): SystemProblem[] =>
  sabotages.flatMap(({ name = '', overrides = [], changes = [], environment = [] }, at) =>
    overrides.length + changes.length + environment.length > 0
      ? []
      : [
          {
            path: `sabotages[${at}]`,
            message: `the sabotage ${name} breaks nothing; give it overrides, changes or environment`,
          },
        ],
  );

function nameProblems({
  invariants = [],
  drift = [],
  sabotages = [],
  profiles = [],
}: DefinitionDraft): SystemProblem[] {
  const namesIn = (list: readonly { readonly name?: string | undefined }[]) => list.map(({ name }) => name);
  return [
    ...repeated('invariants', namesIn(invariants)),
    ...repeated(
      'drift',
      drift.map(({ kind }) => kind),
    ),
    ...repeated('sabotages', namesIn(sabotages)),
    ...repeated('profiles', namesIn(profiles)),
  ];
}

function repeated(list: string, names: readonly (string | undefined)[]): SystemProblem[] {
  return names.flatMap((one, at) =>
    one !== undefined && names.indexOf(one) < at ? [{ path: `${list}[${at}]`, message: `${one} appears twice` }] : [],
  );
}

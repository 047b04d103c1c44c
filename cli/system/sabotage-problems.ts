/** What is wrong with the sabotages of a definition: their experiments, their source files and, with an app, its templates. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DefinitionDraft, type SystemProblem } from '@evenkeel/chaos';
import { suggestion } from '@evenkeel/chaos/schemas/mistakes';
import { applyChanges } from '../gameday/broken-app.ts';
import { applyOverrides, type Misfit } from '../gameday/broken-sources.ts';
import { documentsBeside } from '../gameday/documents.ts';
import { shippedDefinition } from './shipped.ts';

type SabotageDraft = NonNullable<DefinitionDraft['sabotages']>[number];

/**
 * @param definition of any shape
 * @param assembly the app's cloud assembly, if it is known
 */
export async function sabotageProblems(
  definition: unknown,
  file: string,
  assembly: string | undefined,
): Promise<SystemProblem[]> {
  const { sabotages = [] } = DefinitionDraft.parse(definition);
  const shipped = await shippedDefinition();
  const [own, others] = await Promise.all([namesBeside(file), namesBeside(shipped)]);
  const found = sabotages.map(async (sabotage, at): Promise<SystemProblem[]> => {
    const misfits = [
      ...experimentMisfits(sabotage, own, others),
      // The sources of the system that ships with evenkeel are not installed, and its overrides follow their own paths.
      ...(file === shipped ? [] : await fileMisfits(sabotage, dirname(file), assembly)),
    ];
    return misfits.map(({ path, message }) => ({ path: `sabotages[${at}].${path}`, message }));
  });
  return (await Promise.all(found)).flat();
}

const namesBeside = async (file: string): Promise<string[]> =>
  (await documentsBeside('experiment', file)).map(({ name }) => name);

function experimentMisfits(
  { name = '', experiment }: SabotageDraft,
  own: readonly string[],
  others: readonly string[],
): Misfit[] {
  if (experiment === undefined || own.includes(experiment) || others.includes(experiment)) return [];
  if (/\.ya?ml$/.test(experiment) && existsSync(resolve(experiment))) return [];
  const known = own.length === 0 ? 'there are none beside the definition' : `the experiments are: ${own.join(', ')}`;
  return [
    {
      path: 'experiment',
      message: `sabotage ${name} needs the experiment ${experiment}, which does not exist${suggestion(experiment, own)}; ${known}`,
    },
  ];
}

async function fileMisfits(
  { name = '', overrides = [], changes, environment }: SabotageDraft,
  folder: string,
  assembly: string | undefined,
): Promise<readonly Misfit[]> {
  const { misfits } = await applyOverrides(folder, name, overrides);
  if (assembly === undefined) return misfits;
  return [...misfits, ...(await applyChanges(assembly, name, { changes, environment })).misfits];
}

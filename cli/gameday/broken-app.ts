/** A user's app, broken on purpose: a cloud assembly of its own with the changes of a sabotage. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { overridesOf, type Sabotage } from '@evenkeel/chaos/sabotage';
import { usageFailure } from '../failure.ts';
import type { App } from '../system/app.ts';
import { overriddenSources, type Sources, synthesizeBroken } from './broken-sources.ts';

const TEMPLATE = /\.template\.json$/;

export interface BrokenApp {
  readonly app: App;
  /** Deletes the assembly. */
  readonly discard: () => Promise<void>;
}

/** @throws CommandFailure exit 2 as `checkSabotage` does, or if the changed sources cannot be synthesized */
export async function breakApp(
  app: App,
  sabotage: Sabotage,
  sources: Sources,
  signal: AbortSignal,
): Promise<BrokenApp> {
  await checkSabotage(app, sabotage, sources);
  // Beside the app's own, where its functions find the packages that they do not bundle.
  const assembly = await mkdtemp(join(dirname(app.assembly), '.evenkeel-assembly-'));
  const discard = () => rm(assembly, { recursive: true, force: true });
  try {
    if (sabotage.overrides === undefined) await cp(app.assembly, assembly, { recursive: true, dereference: true });
    else await synthesizeBroken(sources, sabotage, { assembly: app.assembly, target: assembly, signal });
    for (const [file, text] of await changedTemplates(assembly, sabotage)) await writeFile(join(assembly, file), text);
  } catch (error) {
    await discard();
    throw error;
  }
  return { app: { ...app, assembly }, discard };
}

/**
 * Checks that every change of a sabotage applies to something.
 *
 * @throws CommandFailure exit 2 if one applies to nothing, or a text that it replaces is not in its source file exactly once
 */
export async function checkSabotage(app: App, sabotage: Sabotage, { folder }: Sources): Promise<void> {
  await overriddenSources(folder, sabotage);
  await changedTemplates(app.assembly, sabotage);
}

type Template = Parameters<ReturnType<typeof overridesOf>['mutateTemplate']>[0];

async function changedTemplates(
  assembly: string,
  { name, changes = [], environment = [] }: Sabotage,
): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(assembly)).filter((file) => TEMPLATE.test(file));
  const read = files.map(async (file) => [file, await readFile(join(assembly, file), 'utf8')] as const);
  const templates = await Promise.all(read);
  const changed = new Map<string, string>();
  const parts: Pick<Sabotage, 'changes' | 'environment'>[] = [
    ...changes.map((change) => ({ changes: [change] })),
    ...environment.map((change) => ({ environment: [change] })),
  ];
  for (const part of parts) {
    const { mutateTemplate } = overridesOf({ name, culprit: '', expectedCheck: '', experiment: '', ...part });
    let isApplied = false;
    for (const [file, text] of templates) {
      const template = JSON.parse(changed.get(file) ?? text) as Template;
      const mutated = mutateTemplate(template);
      if (mutated === template) continue;
      isApplied = true;
      changed.set(file, JSON.stringify(mutated, undefined, 1));
    }
    if (isApplied) continue;
    throw usageFailure(`sabotage ${name} changes nothing: no resource of the app matches ${JSON.stringify(part)}`);
  }
  return changed;
}

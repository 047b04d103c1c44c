/** A user's app, broken on purpose: a cloud assembly of its own with the changes of a sabotage. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type EnvironmentChange, overridesOf, type Sabotage, type TemplateChange } from '@evenkeel/chaos/sabotage';
import { usageFailure } from '../failure.ts';
import type { App } from '../system/app.ts';
import { stackTemplates } from '../system/stacks.ts';
import { type Misfit, overriddenSources, type Sources, synthesizeBroken } from './broken-sources.ts';

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
async function checkSabotage(app: App, sabotage: Sabotage, { folder }: Sources): Promise<void> {
  await overriddenSources(folder, sabotage);
  await changedTemplates(app.assembly, sabotage);
}

async function changedTemplates(assembly: string, sabotage: Sabotage): Promise<ReadonlyMap<string, string>> {
  const { changed, misfits } = await applyChanges(assembly, sabotage.name, sabotage);
  if (misfits.length > 0) throw usageFailure(misfits.map(({ message }) => message).join('\n'));
  return changed;
}

type Template = Parameters<ReturnType<typeof overridesOf>['mutateTemplate']>[0];

/** The changes of a sabotage to templates; undefined in the place of one that cannot be read. */
interface Changes {
  readonly changes?: readonly (TemplateChange | undefined)[] | undefined;
  readonly environment?: readonly (EnvironmentChange | undefined)[] | undefined;
}

/** The templates that the changes apply to, and what is wrong with the others. */
export async function applyChanges(
  assembly: string,
  name: string,
  { changes = [], environment = [] }: Changes,
): Promise<{ readonly changed: ReadonlyMap<string, string>; readonly misfits: readonly Misfit[] }> {
  const files = (await stackTemplates(assembly)).map(({ file }) => file);
  const read = files.map(async (file) => [file, await readFile(join(assembly, file), 'utf8')] as const);
  const templates = await Promise.all(read);
  const changed = new Map<string, string>();
  const misfits: Misfit[] = [];
  const parts: { readonly path: string; readonly part: Pick<Sabotage, 'changes' | 'environment'> }[] = [
    ...changes.flatMap((change, at) =>
      change === undefined ? [] : [{ path: `changes[${at}]`, part: { changes: [change] } }],
    ),
    ...environment.flatMap((change, at) =>
      change === undefined ? [] : [{ path: `environment[${at}]`, part: { environment: [change] } }],
    ),
  ];
  for (const { path, part } of parts) {
    const { mutateTemplate } = overridesOf({ name, culprit: '', expectedCheck: '', experiment: '', ...part });
    try {
      let isApplied = false;
      for (const [file, text] of templates) {
        const template = JSON.parse(changed.get(file) ?? text) as Template;
        const mutated = mutateTemplate(template);
        if (mutated === template) continue;
        isApplied = true;
        changed.set(file, JSON.stringify(mutated, undefined, 1));
      }
      if (isApplied) continue;
    } catch (error) {
      // A pattern that is no regular expression.
      if (!(error instanceof SyntaxError)) throw error;
      misfits.push({ path, message: `sabotage ${name}: ${error.message}` });
      continue;
    }
    const message = `sabotage ${name} changes nothing: no resource of the app matches ${JSON.stringify(part)}`;
    misfits.push({ path, message });
  }
  return { changed, misfits };
}

/** An app of the user's, broken on purpose: a copy of its cloud assembly with the changes of a sabotage. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { occurrencesOf, overridesOf, overrideText, type Sabotage } from '@evenkeel/chaos/sabotage';
import { usageFailure } from '../failure.ts';
import { assembliesDirectory } from '../places.ts';
import type { App } from '../system/app.ts';

const TEMPLATE = /\.template\.json$/;
const CODE = /\.[cm]?js$/;

export interface BrokenApp {
  readonly app: App;
  /** Deletes the copy. */
  readonly discard: () => Promise<void>;
}

/** @throws CommandFailure exit 2 as `changedFiles` does */
export async function breakApp(app: App, sabotage: Sabotage): Promise<BrokenApp> {
  const changed = await changedFiles(app.assembly, sabotage);
  await mkdir(assembliesDirectory(), { recursive: true });
  const assembly = await mkdtemp(join(assembliesDirectory(), 'sabotaged-'));
  const discard = () => rm(assembly, { recursive: true, force: true });
  try {
    await cp(app.assembly, assembly, { recursive: true, dereference: true });
    for (const [file, text] of changed) await writeFile(join(assembly, file), text);
  } catch (error) {
    await discard();
    throw error;
  }
  return { app: { ...app, assembly }, discard };
}

/**
 * The files of a cloud assembly that a sabotage changes, with their new contents.
 *
 * @throws CommandFailure exit 2 if one of its changes applies to nothing, or a text that it replaces is not found exactly
 *   once in the code of a function that has it
 */
export async function changedFiles(assembly: string, sabotage: Sabotage): Promise<ReadonlyMap<string, string>> {
  const files = (await readdir(assembly, { recursive: true })).sort();
  const read = async (named: RegExp) =>
    new Map(
      await Promise.all(
        files
          .filter((file) => named.test(file))
          .map(async (file) => [file, await readFile(join(assembly, file), 'utf8')] as const),
      ),
    );
  const templates = await read(TEMPLATE);
  const code = sabotage.overrides === undefined ? new Map<string, string>() : await read(CODE);
  return new Map([...changedTemplates(templates, sabotage), ...changedCode(code, sabotage)]);
}

type Template = Parameters<ReturnType<typeof overridesOf>['mutateTemplate']>[0];

function changedTemplates(
  templates: ReadonlyMap<string, string>,
  { name, changes = [], environment = [] }: Sabotage,
): Map<string, string> {
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

function changedCode(code: ReadonlyMap<string, string>, { name, overrides = [] }: Sabotage): Map<string, string> {
  const changed = new Map<string, string>();
  for (const override of overrides) {
    const counts = [...code].map(([file, text]) => ({
      file,
      count: occurrencesOf(changed.get(file) ?? text, override),
    }));
    const found = counts.filter(({ count }) => count > 0);
    if (found.length === 0 || found.some(({ count }) => count > 1)) {
      const where =
        found.length === 0 ? 'no function' : found.map(({ file, count }) => `${file} ${count} times`).join(', ');
      throw usageFailure(
        `sabotage ${name} replaces a text that the code of a function must hold exactly once, and ${where} holds it: ${override.find.trim()}`,
      );
    }
    for (const { file } of found) {
      changed.set(file, overrideText(changed.get(file) ?? code.get(file) ?? '', override));
    }
  }
  return changed;
}

/** A user's app, broken on purpose: a copy of its cloud assembly with the changes of a sabotage. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
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

/**
 * @throws CommandFailure as `changedFiles`
 */
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
  const templates = await readAll(
    assembly,
    (await readdir(assembly)).filter((file) => TEMPLATE.test(file)),
  );
  const code = await readAll(assembly, sabotage.overrides === undefined ? [] : await codeIn(assembly));
  return new Map([...changedTemplates(templates, sabotage), ...changedCode(code, sabotage)]);
}

async function readAll(assembly: string, files: readonly string[]): Promise<Map<string, string>> {
  const read = files.map(async (file) => [file, await readFile(join(assembly, file), 'utf8')] as const);
  return new Map(await Promise.all(read));
}

const Assets = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string().optional() }) })).default({}),
});

/** The code files of the assets that the stacks refer to. The folder may also hold assets of earlier syntheses. */
async function codeIn(assembly: string): Promise<string[]> {
  const names = (await readdir(assembly)).filter((file) => file.endsWith('.assets.json'));
  const manifests = [...(await readAll(assembly, names)).values()].map((text) => Assets.parse(JSON.parse(text)));
  const assets = manifests.flatMap(({ files }) => Object.values(files).flatMap(({ source }) => source.path ?? []));
  const found = await Promise.all(
    [...new Set(assets)].map(async (asset) => {
      const files = await readdir(join(assembly, asset), { recursive: true }).catch((): string[] => []);
      return files.filter((file) => CODE.test(file)).map((file) => join(asset, file));
    }),
  );
  return found.flat().sort();
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

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { buildApp } from '../../../infra/app.ts';
import { type Stage, stageNamed } from '../../../infra/stage.ts';
import { functionNames } from '../../../infra/catalogue/functions.ts';
import type { Template } from '../../../infra/templates.ts';

export interface Resource {
  readonly type: string;
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Resources of the same stack that are created before it because it depends on them explicitly. */
  readonly after: readonly string[];
  /** What happens to it when it is deleted, and when it is replaced. */
  readonly policies: readonly [string | undefined, string | undefined];
}

export interface StageTemplates {
  readonly directory: string;
  readonly files: readonly string[];
  /** Resources of one type in all stacks, e.g. `AWS::Lambda::Function`. */
  readonly resources: (type: string) => readonly Resource[];
  readonly remove: () => Promise<void>;
}

/** Writes a function that does nothing for each of the reference system's. */
export async function writeEmptyFunctions(bundles: string): Promise<void> {
  for (const folder of [...functionNames, ...platform]) {
    await mkdir(join(bundles, folder), { recursive: true });
    await writeFile(join(bundles, folder, 'index.mjs'), `export const handler = () => '${folder}';`);
  }
}

/** Synthesizes a stage with empty functions: templates do not depend on the code. */
export async function stageTemplates(
  name: string,
  prepare: (app: App) => void = () => undefined,
  settings: Partial<Stage> = {},
): Promise<StageTemplates> {
  const directory = await mkdtemp(join(tmpdir(), `evenkeel-${name}-`));
  const bundles = join(directory, 'bundles');
  const outdir = join(directory, 'assembly');
  await writeEmptyFunctions(bundles);
  const app = buildApp({ stage: { ...stageNamed(name), ...settings }, outdir, bundles, validate: false });
  prepare(app);
  app.synth();
  const files = (await readdir(outdir))
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => join(outdir, file));
  const all = (await Promise.all(files.map(readResources))).flat();
  return {
    directory: outdir,
    files,
    resources: (type) => all.filter((resource) => resource.type === type),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

const platform = [
  'reconciler-run',
  'platform-authoriser',
  'platform-migrate',
  'platform-release-check',
  'reconciler-first-run',
];

async function readResources(file: string): Promise<Resource[]> {
  const { Resources } = JSON.parse(await readFile(file, 'utf8')) as {
    readonly Resources: Readonly<
      Record<
        string,
        Template['Resources'][string] & { DeletionPolicy?: string; UpdateReplacePolicy?: string; DependsOn?: string[] }
      >
    >;
  };
  return Object.entries(Resources).map(([id, { Type, Properties = {}, DependsOn = [], ...policies }]) => ({
    id,
    type: Type,
    properties: Properties,
    after: DependsOn,
    policies: [policies.DeletionPolicy, policies.UpdateReplacePolicy],
  }));
}

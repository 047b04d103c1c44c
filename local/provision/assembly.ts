import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type Template, template } from './template/template.ts';

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      /** `aws://<account>/<region>` of a stack. */
      environment: z.string().optional(),
      dependencies: z.array(z.string()).default([]),
      properties: z.object({ templateFile: z.string(), stackName: z.string(), file: z.string() }).partial().default({}),
    }),
  ),
});
type Artifacts = z.output<typeof manifest>['artifacts'];

const assetManifest = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string() }) })).default({}),
});

export interface Stack {
  readonly name: string;
  readonly template: Template;
}

export interface Assembly {
  /** Stacks in order of creation: each after the stacks it depends on. */
  readonly stacks: readonly Stack[];
  /** Folder of an asset, by the key it would have in S3 (`<hash>.zip`). */
  readonly assetDirectory: (s3Key: string) => string;
}

async function readJson<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.output<Schema>> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new Error(`cannot read ${path} as part of a CDK cloud assembly: ${String(error)}`, { cause: error });
  }
}

/** Ids of the stacks, each after the stacks it depends on. */
function inOrder(artifacts: Artifacts): readonly string[] {
  const order: string[] = [];
  const visit = (id: string, above: readonly string[]): void => {
    if (above.includes(id)) throw new Error(`stacks depend on each other: ${[...above, id].join(' -> ')}`);
    if (order.includes(id)) return;
    for (const next of artifacts[id]?.dependencies ?? []) visit(next, [...above, id]);
    order.push(id);
  };
  for (const id of Object.keys(artifacts)) visit(id, []);
  return order.filter((id) => artifacts[id]?.type === 'aws:cloudformation:stack');
}

const regionOf = (artifacts: Artifacts, id: string): string | undefined =>
  artifacts[id]?.environment?.split('/').at(-1);

/**
 * Reads the output of `cdk synth`: the templates, and the folders of their assets.
 *
 * @param region leaves out the stacks of other regions
 */
export async function readAssembly(directory: string, region?: string): Promise<Assembly> {
  const { artifacts } = await readJson(manifest, join(directory, 'manifest.json'));
  const stacks = await Promise.all(
    inOrder(artifacts)
      .filter((id) => region === undefined || regionOf(artifacts, id) === region)
      .map(async (id) => {
        const { templateFile = `${id}.template.json`, stackName = id } = artifacts[id]?.properties ?? {};
        return { name: stackName, template: await readJson(template, join(directory, templateFile)) };
      }),
  );
  const assets = new Map<string, string>();
  for (const { type, properties } of Object.values(artifacts)) {
    if (type !== 'cdk:asset-manifest' || properties.file === undefined) continue;
    const { files } = await readJson(assetManifest, join(directory, properties.file));
    for (const [hash, { source }] of Object.entries(files)) assets.set(hash, join(directory, source.path));
  }
  const assetDirectory = (s3Key: string): string => {
    const path = assets.get(s3Key.replace(/\.[^.]+$/u, ''));
    if (path === undefined) throw new Error(`the assembly in ${directory} has no asset ${s3Key}`);
    return path;
  };
  return { stacks, assetDirectory };
}

/** Whether any stack has a resource of this type. */
export const hasResource = ({ stacks }: Pick<Assembly, 'stacks'>, type: string): boolean =>
  stacks.some(({ template }) => Object.values(template.Resources).some((resource) => resource.Type === type));

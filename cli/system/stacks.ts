/** The stacks of a cloud assembly, by its manifest: the folder also keeps what earlier syntheses wrote, such as of other stages. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isRegion } from '../../infra/region.ts';
import { usageFailure } from '../failure.ts';
import { Template } from './template.ts';

const Manifest = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        /** `aws://<account>/<region>` of a stack. */
        environment: z.string().default(''),
        dependencies: z.array(z.string()).default([]),
        properties: z
          .object({ templateFile: z.string(), stackName: z.string(), file: z.string(), directoryName: z.string() })
          .partial()
          .default({}),
      }),
    )
    .default({}),
});
type Artifacts = z.infer<typeof Manifest>['artifacts'];

const Assets = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string() }) })).default({}),
});

export interface AssemblyStack {
  readonly name: string;
  /** Undefined if the stack may be deployed to any region. */
  readonly region: string | undefined;
  /** Its template, in the assembly's folder. */
  readonly file: string;
  /** The templates of the stacks nested in it. */
  readonly nested: readonly string[];
}

export interface StackTemplate extends Pick<AssemblyStack, 'region'> {
  /** In the assembly's folder. */
  readonly file: string;
  readonly template: Template;
}

const TEMPLATE = /\.template\.json$/;

/** @throws CommandFailure exit 2 if the folder is not a cloud assembly */
export async function stacksOf(assembly: string): Promise<readonly AssemblyStack[]> {
  const artifacts = await artifactsOf(assembly);
  return Promise.all(
    Object.entries(artifacts)
      .filter(([, { type }]) => type === 'aws:cloudformation:stack')
      .map(async ([id, { environment, properties, dependencies }]) => {
        const { templateFile: file = `${id}.template.json`, stackName: name = id } = properties;
        const region = environment.split('/').at(-1) ?? '';
        const assets = await templateAssets(assembly, artifacts, dependencies);
        return {
          name,
          region: isRegion(region) ? region : undefined,
          file,
          nested: assets.filter((asset) => asset !== file),
        };
      }),
  );
}

/**
 * The templates of an assembly's stacks and of the stacks nested in them. The CDK stages in it are assemblies of their own.
 *
 * @throws CommandFailure exit 2 if the folder is not a cloud assembly, or has no stack
 */
export async function stackTemplates(assembly: string): Promise<readonly StackTemplate[]> {
  const stacks = await stacksOf(assembly);
  if (stacks.length === 0) throw usageFailure(await withoutStacks(assembly));
  return Promise.all(
    stacks
      .flatMap(({ file, nested, region }) => [file, ...nested].map((each) => ({ file: each, region })))
      .map(async ({ file, region }) => ({ file, region, template: Template.parse(await readIn(assembly, file)) })),
  );
}

async function artifactsOf(assembly: string): Promise<Artifacts> {
  const text = await readFile(join(assembly, 'manifest.json'), 'utf8').catch((error: unknown) => {
    throw usageFailure(
      `${assembly} has no manifest.json: --app must be the output folder of \`cdk synth\`, such as cdk.out`,
      error,
    );
  });
  return Manifest.parse(JSON.parse(text)).artifacts;
}

async function withoutStacks(assembly: string): Promise<string> {
  const nested = Object.values(await artifactsOf(assembly)).flatMap(({ type, properties: { directoryName } }) =>
    type === 'cdk:cloud-assembly' && directoryName !== undefined ? [join(assembly, directoryName)] : [],
  );
  const fix = nested.length > 0 ? `pass the CDK stage in it: ${nested.join(' or ')}` : 'create one with: cdk synth';
  return `${assembly} contains no stack of a CDK app; ${fix}`;
}

/** The templates among the assets that a stack depends on. */
async function templateAssets(assembly: string, artifacts: Artifacts, ids: readonly string[]): Promise<string[]> {
  const manifests = ids.flatMap((id) => {
    const { type, properties } = artifacts[id] ?? {};
    return type === 'cdk:asset-manifest' && properties?.file !== undefined ? [properties.file] : [];
  });
  const found = manifests.map(async (file) => Object.values(Assets.parse(await readIn(assembly, file)).files));
  return (await Promise.all(found)).flat().flatMap(({ source: { path } }) => (TEMPLATE.test(path) ? [path] : []));
}

const readIn = async (assembly: string, file: string): Promise<unknown> =>
  JSON.parse(await readFile(join(assembly, file), 'utf8'));

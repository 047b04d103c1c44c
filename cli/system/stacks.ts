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
}

export interface StackTemplate extends Pick<AssemblyStack, 'region'> {
  /** In the assembly's folder. */
  readonly file: string;
  readonly template: Template;
}

/** @throws CommandFailure exit 2 if the folder is not a cloud assembly */
export const stacksOf = async (assembly: string): Promise<readonly AssemblyStack[]> =>
  stacksIn(await artifactsOf(assembly));

const stacksIn = (artifacts: Artifacts): readonly AssemblyStack[] =>
  Object.entries(artifacts)
    .filter(([, { type }]) => type === 'aws:cloudformation:stack')
    .map(([id, { environment, properties }]) => {
      const { templateFile: file = `${id}.template.json`, stackName: name = id } = properties;
      const region = environment.split('/').at(-1) ?? '';
      return { name, region: isRegion(region) ? region : undefined, file };
    });

/**
 * The templates of an assembly's stacks, each before those of the stacks nested in it. The CDK stages in it are assemblies of
 * their own.
 *
 * @throws CommandFailure exit 2 if the folder is not a cloud assembly, or has no stack
 */
export async function stackTemplates(assembly: string): Promise<readonly StackTemplate[]> {
  const artifacts = await artifactsOf(assembly);
  const stacks = stacksIn(artifacts);
  if (stacks.length === 0) throw usageFailure(withoutStacks(assembly, artifacts));
  const assets = await assetPaths(assembly, artifacts);
  const read = async (file: string, region: string | undefined): Promise<StackTemplate[]> => {
    const template = Template.parse(await readIn(assembly, file));
    const nested = nestedIn(template, assets).map((each) => read(each, region));
    return [{ file, region, template }, ...(await Promise.all(nested)).flat()];
  };
  return (await Promise.all(stacks.map(({ file, region }) => read(file, region)))).flat();
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

function withoutStacks(assembly: string, artifacts: Artifacts): string {
  const nested = Object.values(artifacts).flatMap(({ type, properties: { directoryName } }) =>
    type === 'cdk:cloud-assembly' && directoryName !== undefined ? [join(assembly, directoryName)] : [],
  );
  const fix = nested.length > 0 ? `pass the CDK stage in it: ${nested.join(' or ')}` : 'create one with: cdk synth';
  return `${assembly} contains no stack of a CDK app; ${fix}`;
}

/** The assets' files by their hashes. Several stacks' manifests may list the same asset. */
async function assetPaths(assembly: string, artifacts: Artifacts): Promise<ReadonlyMap<string, string>> {
  const read = Object.values(artifacts).map(async ({ type, properties: { file } }) =>
    type === 'cdk:asset-manifest' && file !== undefined
      ? Object.entries(Assets.parse(await readIn(assembly, file)).files)
      : [],
  );
  return new Map((await Promise.all(read)).flat().map(([hash, { source }]) => [hash, source.path]));
}

/** The templates of nested stacks: the URL of each ends with the hash of its asset, or the CDK notes its file. */
function nestedIn({ Resources }: Template, assets: ReadonlyMap<string, string>): readonly string[] {
  return Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::CloudFormation::Stack')
    .flatMap(({ Properties, Metadata }) => {
      const url = JSON.stringify(Properties?.['TemplateURL'] ?? '');
      const noted = Metadata?.['aws:asset:path'];
      const [, path = noted] = [...assets].find(([hash]) => url.includes(hash)) ?? [];
      return typeof path === 'string' ? [path] : [];
    });
}

const readIn = async (assembly: string, file: string): Promise<unknown> =>
  JSON.parse(await readFile(join(assembly, file), 'utf8'));

import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { usageFailure } from '../failure.ts';

/** An app as its cloud assembly tells of it: what `cdk synth` wrote. */
export interface App {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  readonly stage: string;
  /** In front of the names of its functions, tables and alarms. */
  readonly prefix: string;
  /** Names of the alarms that its templates deploy, without the prefix; alarms without it are none of the system's. */
  readonly alarms: readonly string[];
}

const Template = z.object({
  Resources: z
    .record(z.string(), z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() }))
    .default({}),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});
type Template = z.infer<typeof Template>;

const STAGE = 'dev';
/** Name, less its prefix, of the table that the construct `ChaosControl` makes. */
const CONTROL_TABLE = 'chaos-control';

/**
 * The app of a user's own. Its prefix is the output `Prefix` of a stack, or else what stands before `chaos-control` in
 * the name of the construct `ChaosControl`'s table; its stage the output `Stage`, or else `dev`.
 *
 * @throws CommandFailure exit 2 where the folder is no cloud assembly, or does not tell the prefix
 */
export async function readApp(folder: string): Promise<App> {
  const assembly = resolve(folder);
  const templates = await templatesOf(assembly);
  const prefix = literalOutput(templates, 'Prefix') ?? prefixOfControlTable(templates);
  if (prefix === undefined) {
    throw usageFailure(
      `${assembly} does not say what the names of its resources begin with. Give a stack of it ` +
        "`new ChaosControl(this, 'Chaos', { prefix: 'shop-dev-' })` of evenkeel/infra, or an output Prefix",
    );
  }
  return {
    assembly,
    stage: literalOutput(templates, 'Stage') ?? STAGE,
    prefix,
    alarms: alarmsIn(templates, prefix),
  };
}

/** Names of the alarms of an assembly that begin with the prefix, without it. */
export async function alarmsOf(assembly: string, prefix: string): Promise<readonly string[]> {
  return alarmsIn(await templatesOf(assembly), prefix);
}

async function templatesOf(assembly: string): Promise<readonly Template[]> {
  const files = await readdir(assembly).catch((error: unknown) => {
    throw usageFailure(`no folder ${assembly}: --app names what \`cdk synth --output\` wrote, such as cdk.out`, error);
  });
  const templates = files.filter((file) => file.endsWith('.template.json'));
  if (templates.length === 0) {
    const nested = files.filter((file) => file.startsWith('assembly-')).map((file) => join(assembly, file));
    const way = nested.length > 0 ? `name the CDK stage in it: ${nested.join(' or ')}` : 'write one with: cdk synth';
    throw usageFailure(`${assembly} holds no stack of a CDK app; ${way}`);
  }
  return Promise.all(
    templates.map(async (file) => Template.parse(JSON.parse(await readFile(join(assembly, file), 'utf8')))),
  );
}

function literalOutput(templates: readonly Template[], name: string): string | undefined {
  return templates.map(({ Outputs }) => Outputs[name]?.Value).find((value) => typeof value === 'string');
}

const namesOf = (templates: readonly Template[], type: string, property: string): string[] =>
  templates
    .flatMap(({ Resources }) => Object.values(Resources))
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties?.[property])
    .filter((name) => typeof name === 'string');

function prefixOfControlTable(templates: readonly Template[]): string | undefined {
  return namesOf(templates, 'AWS::DynamoDB::Table', 'TableName')
    .find((name) => name.endsWith(CONTROL_TABLE))
    ?.slice(0, -CONTROL_TABLE.length);
}

function alarmsIn(templates: readonly Template[], prefix: string): readonly string[] {
  return ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']
    .flatMap((type) => namesOf(templates, type, 'AlarmName'))
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .sort();
}

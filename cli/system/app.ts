import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { usageFailure } from '../failure.ts';
import { type FeedingQueue, queuesInTemplates } from './design/feeding-queues.ts';
import { servicesIn } from './design/wrapped-services.ts';
import { stackTemplates } from './stacks.ts';
import type { Template } from './template.ts';

/** A CDK app, as its cloud assembly describes it. */
export interface App {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  readonly stage: string;
  /** Prefix of the names of its functions, tables and alarms. */
  readonly prefix: string;
  /** Names of the alarms in its templates, without the prefix; alarms with other names do not belong to the system. */
  readonly alarms: readonly string[];
}

const STAGE = 'dev';
/** Name, without the prefix, of the table that the construct `ChaosControl` creates. */
const CONTROL_TABLE = 'chaos-control';

/**
 * Reads a system from its cloud assembly. The prefix is the output `Prefix` of a stack or, without that, what
 * precedes `chaos-control` in the name of the `ChaosControl` construct's table. The stage is the output `Stage`, or `dev`.
 *
 * @throws CommandFailure exit 2 if the folder is not a cloud assembly, or its prefix cannot be determined
 */
export async function readApp(folder: string): Promise<App> {
  const assembly = resolve(folder);
  const templates = await templatesOf(assembly);
  const prefix = literalOutput(templates, 'Prefix') ?? prefixOfControlTable(templates);
  if (prefix === undefined) {
    throw usageFailure(
      `${assembly} does not contain the prefix of its resource names. Add to one of its stacks ` +
        "`new ChaosControl(this, 'Chaos', { prefix: 'shop-dev-' })` from evenkeel/infra, or an output named Prefix; " +
        'give its functions, tables and alarms names with that prefix, and synthesize it again',
    );
  }
  return {
    assembly,
    stage: literalOutput(templates, 'Stage') ?? STAGE,
    prefix,
    alarms: alarmsIn(templates, prefix),
  };
}

/** The folder `cdk.out` next to a definition, where `cdk synth` writes by default. Undefined if there is none. */
export function appBeside(definition: string | undefined): string | undefined {
  if (definition === undefined) return undefined;
  const folder = join(dirname(definition), 'cdk.out');
  return existsSync(join(folder, 'manifest.json')) ? folder : undefined;
}

/** Names of the alarms in an assembly that start with the prefix, returned without it. */
export async function alarmsOf(assembly: string, prefix: string): Promise<readonly string[]> {
  return alarmsIn(await templatesOf(assembly), prefix);
}

/** The queues that feed functions, by the templates of an app of one's own. */
export async function queuesOf(folder: string): Promise<readonly FeedingQueue[]> {
  const { assembly, prefix } = await readApp(folder);
  return queuesInTemplates(await templatesOf(assembly), prefix);
}

/** What an app's templates and the code beside them show, before it runs. */
export interface ShownApp {
  /** The services of all wrapped handlers; undefined if the code of one does not show it. */
  readonly services: readonly string[] | undefined;
  readonly hasApi: boolean;
}

export async function shownIn(assembly: string): Promise<ShownApp> {
  const templates = await templatesOf(assembly);
  const hasApi = templates.some(
    ({ Resources, Outputs }) =>
      Outputs['ApiUrl'] !== undefined ||
      Object.values(Resources).some(({ Type }) => Type === 'AWS::ApiGateway::RestApi'),
  );
  return { hasApi, services: await servicesIn(assembly, templates) };
}

/** The templates of all stacks. @throws CommandFailure exit 2 if the folder is not a cloud assembly */
export const templatesOf = async (assembly: string): Promise<readonly Template[]> =>
  (await stackTemplates(assembly)).map(({ template }) => template);

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
  // Stacks of two regions have the same names.
  const names = new Set(
    ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
      namesOf(templates, type, 'AlarmName'),
    ),
  );
  return [...names]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .sort();
}

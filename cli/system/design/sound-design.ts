/** Finds the unmodified templates of a system, and looks their references up in the deployed stacks. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudFormationClient,
  paginateDescribeStacks,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import type { Design } from '@evenkeel/chaos/deployment';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { reach } from '../reach.ts';
import { stacksOf } from '../stacks.ts';
import { designOf, type StackDesign } from './design.ts';
import { feedingQueuesOf } from './feeding-queues.ts';
import type { DeployedStack } from './stack-scope.ts';

const resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() });
const Template = z.object({
  Resources: z.record(z.string(), resource).default({}),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown() })).optional(),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).optional(),
});

/** What the templates say, and which of the running system's queues feed its functions. */
export interface SoundDesign extends Design {
  /** URLs. */
  readonly queues: readonly string[];
}

/**
 * What an unmodified cloud assembly says about a running system. Stacks of other regions are left out.
 *
 * @param assembly the folder that `cdk synth` wrote
 */
export async function soundDesign(assembly: string, system: SystemDescription): Promise<SoundDesign> {
  const client = new CloudFormationClient(reach(system, 'CLOUDFORMATION'));
  try {
    const stacks = await stacksOf(assembly);
    const here = stacks.filter(({ region }) => region === undefined || region === system.region);
    const { ids, exported } = await describeStacks(client);
    const designs = here.map(async ({ name, file }): Promise<StackDesign> => {
      const template = await readTemplate(assembly, file);
      const id = ids.get(name);
      return { template, stack: { name, id, resources: await resourcesOf(client, name, id) } };
    });
    const found = await Promise.all(designs);
    const { parts, omitted } = designOf(found, exported);
    const elsewhere = stacks.filter((stack) => !here.includes(stack));
    return {
      parts,
      queues: feedingQueuesOf(found, exported),
      omitted: [...omitted, ...elsewhere.map(({ name, region = '' }) => `stack ${name} is in ${region}`)],
    };
  } finally {
    client.destroy();
  }
}

async function readTemplate(assembly: string, file: string): Promise<z.infer<typeof Template>> {
  return Template.parse(JSON.parse(await readFile(join(assembly, file), 'utf8')));
}

async function describeStacks(client: CloudFormationClient) {
  const ids = new Map<string, string>();
  const exported = new Map<string, string>();
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName = '', StackId = '', Outputs = [] } of Stacks) {
      ids.set(StackName, StackId);
      for (const { ExportName, OutputValue = '' } of Outputs) {
        if (ExportName !== undefined) exported.set(ExportName, OutputValue);
      }
    }
  }
  return { ids, exported };
}

async function resourcesOf(
  client: CloudFormationClient,
  StackName: string,
  id: string | undefined,
): Promise<DeployedStack['resources']> {
  const found = new Map<string, string>();
  if (id === undefined) return found;
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName })) {
    for (const { LogicalResourceId = '', PhysicalResourceId } of StackResourceSummaries) {
      if (PhysicalResourceId !== undefined) found.set(LogicalResourceId, PhysicalResourceId);
    }
  }
  return found;
}

import { CloudFormationClient, paginateDescribeStacks, type Stack } from '@aws-sdk/client-cloudformation';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { usageFailure } from '../failure.ts';
import { apiKeyValues } from './api-key.ts';
import type { Origin } from './describe.ts';
import { apiKeysOf, type StackOutputs } from './outputs.ts';

/**
 * Describes a deployed stage from the outputs of its stacks, with the SDK's default region and credentials. Its stacks
 * have names that start with the prefix, or an output `Prefix` with that value.
 *
 * @throws CommandFailure exit 2 if the stage is not deployed in the region
 */
export async function describeAws({ stage, prefix, assembly }: Origin): Promise<SystemDescription> {
  const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (region === undefined) throw usageFailure('--target aws needs a region: set AWS_REGION');
  const outputs = await outputsOfStacks(new CloudFormationClient({ region }), prefix);
  const apiUrl = outputs.get('ApiUrl');
  if (apiUrl === undefined) {
    throw usageFailure(
      `no stack ${prefix}* in ${region} has an output ApiUrl; deploy the stage first: cdk deploy --all. ` +
        'For a system of your own, pass --prefix',
    );
  }
  return {
    target: 'aws',
    stage,
    region,
    prefix,
    apiUrl: apiUrl.replace(/\/$/, ''),
    outputs: Object.fromEntries(outputs),
    apiKeys: await apiKeysOf(outputs, apiKeyValues({ region })),
    ...(assembly === undefined ? {} : { app: assembly }),
    environment: {},
  };
}

async function outputsOfStacks(client: CloudFormationClient, prefix: string): Promise<StackOutputs> {
  const outputs = new Map<string, string>();
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const stack of Stacks.filter((each) => belongs(each, prefix))) {
      for (const { OutputKey: name, OutputValue: value } of stack.Outputs ?? []) {
        if (name !== undefined && value !== undefined) outputs.set(name, value);
      }
    }
  }
  return outputs;
}

const belongs = ({ StackName, Outputs = [] }: Stack, prefix: string): boolean =>
  StackName?.startsWith(prefix) === true ||
  Outputs.some(({ OutputKey, OutputValue }) => OutputKey === 'Prefix' && OutputValue === prefix);

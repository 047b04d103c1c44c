import { CloudFormationClient, paginateDescribeStacks, type Stack } from '@aws-sdk/client-cloudformation';
import type { SystemDescription } from '@evenkeel/chaos/schemas';
import { usageFailure } from '../failure.ts';
import { apiKeyValues } from './api-key.ts';
import { apiKeysOf, NO_API, type StackOutputs } from './outputs.ts';
import type { SystemPlace } from './place.ts';

export interface DescribeOptions {
  /** Whether the API will be called: its URL must then be known, and the values of its keys are read. */
  readonly api: boolean;
  readonly assembly?: string;
}

/**
 * Describes a deployed stage from the outputs of its stacks, with the SDK's default credentials. Its stacks have names that
 * start with the prefix, or an output `Prefix` with that value.
 *
 * @throws CommandFailure exit 2 if the stage is not deployed in the region, or has no API although it will be called
 */
export async function describeAws(place: SystemPlace, { api, assembly }: DescribeOptions): Promise<SystemDescription> {
  const { region, prefix } = place;
  const outputs = await outputsOfStacks(new CloudFormationClient({ region }), prefix);
  const deploy = 'deploy the stage first: cdk deploy --all. For a system of your own, pass --prefix';
  if (outputs === undefined) throw usageFailure(`no stack ${prefix}* in ${region}; ${deploy}`);
  const apiUrl = outputs.get('ApiUrl') ?? (api ? undefined : NO_API);
  if (apiUrl === undefined) throw usageFailure(`no stack ${prefix}* in ${region} has an output ApiUrl; ${deploy}`);
  return {
    ...place,
    apiUrl: apiUrl.replace(/\/$/, ''),
    outputs: Object.fromEntries(outputs),
    apiKeys: api ? await apiKeysOf(outputs, apiKeyValues({ region })) : {},
    ...(assembly === undefined ? {} : { app: assembly }),
  };
}

/** Undefined if no stack belongs to the system. */
async function outputsOfStacks(client: CloudFormationClient, prefix: string): Promise<StackOutputs | undefined> {
  let found = false;
  const outputs = new Map<string, string>();
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const stack of Stacks.filter((each) => belongs(each, prefix))) {
      found = true;
      for (const { OutputKey: name, OutputValue: value } of stack.Outputs ?? []) {
        if (name !== undefined && value !== undefined) outputs.set(name, value);
      }
    }
  }
  return found ? outputs : undefined;
}

const belongs = ({ StackName, Outputs = [] }: Stack, prefix: string): boolean =>
  StackName?.startsWith(prefix) === true ||
  Outputs.some(({ OutputKey, OutputValue }) => OutputKey === 'Prefix' && OutputValue === prefix);

import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import type { SystemDescription } from '../../chaos/contract/index.ts';
import { usageFailure } from '../failure.ts';

/**
 * A deployed stage, found by its stacks' outputs, with the region and credentials of the SDK's own chain.
 *
 * @throws CommandFailure exit 2 when the stage is not deployed there
 */
export async function describeAws(stage: string): Promise<SystemDescription> {
  const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  if (region === undefined) throw usageFailure('--target aws needs a region: set AWS_REGION');
  const prefix = `evenkeel-${stage}-`;
  const outputs = await outputsOfStacks(new CloudFormationClient({ region }), prefix);
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined) {
      throw usageFailure(
        `no stack ${prefix}* in ${region} has an output ${name}; deploy the stage first: cdk deploy --all`,
      );
    }
    return value;
  };
  const gateway = new APIGatewayClient({ region });
  const key = async (name: string): Promise<string> => {
    const { value } = await gateway.send(new GetApiKeyCommand({ apiKey: output(name), includeValue: true }));
    if (value === undefined) throw usageFailure(`API key ${output(name)} has no value that may be read`);
    return value;
  };
  const [basic, premium, power] = await Promise.all([
    key('ApiKeyIdBasic'),
    key('ApiKeyIdPremium'),
    key('ApiKeyIdPower'),
  ]);
  return {
    target: 'aws',
    stage,
    region,
    prefix,
    apiUrl: output('ApiUrl').replace(/\/$/, ''),
    apiKeys: { basic, premium, power },
    cluster: { arn: output('ClusterArn'), secretArn: output('ClusterSecretArn') },
    tokenSecretArn: output('TokenSecretArn'),
    environment: {},
  };
}

async function outputsOfStacks(client: CloudFormationClient, prefix: string): Promise<ReadonlyMap<string, string>> {
  const outputs = new Map<string, string>();
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const stack of Stacks) {
      if (!stack.StackName?.startsWith(prefix)) continue;
      for (const { OutputKey: name, OutputValue: value } of stack.Outputs ?? []) {
        if (name !== undefined && value !== undefined) outputs.set(name, value);
      }
    }
  }
  return outputs;
}

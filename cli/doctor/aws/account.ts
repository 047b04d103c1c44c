import { APIGatewayClient, GetAccountCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Account } from './check.ts';
import { simulatePolicies } from './iam.ts';

/** The stack of `cdk bootstrap`, unless it was given another name. */
const BOOTSTRAP_STACK = 'CDKToolkit';

/** The account of the SDK's default credentials, in a region. */
export function accountIn(region: string): Account {
  const sts = new STSClient({ region });
  return {
    async identity() {
      const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
      return { account, arn };
    },
    async lambdaLimits() {
      const { AccountLimit = {} } = await new LambdaClient({ region }).send(new GetAccountSettingsCommand({}));
      const { ConcurrentExecutions = 0, UnreservedConcurrentExecutions = ConcurrentExecutions } = AccountLimit;
      return { concurrent: ConcurrentExecutions, unreserved: UnreservedConcurrentExecutions };
    },
    async bootstrapVersion() {
      const command = new DescribeStacksCommand({ StackName: BOOTSTRAP_STACK });
      const { Stacks: [stack] = [] } = await new CloudFormationClient({ region })
        .send(command)
        .catch((error: unknown) => {
          if (error instanceof Error && error.message.includes('does not exist')) return { Stacks: [] };
          throw error;
        });
      if (stack === undefined) return undefined;
      return Number(stack.Outputs?.find(({ OutputKey }) => OutputKey === 'BootstrapVersion')?.OutputValue ?? 0);
    },
    async gatewayRole() {
      const { cloudwatchRoleArn } = await new APIGatewayClient({ region }).send(new GetAccountCommand({}));
      return cloudwatchRoleArn === '' ? undefined : cloudwatchRoleArn;
    },
    simulate: (principal, actions, resources) => simulatePolicies(sts, principal, actions, resources),
  };
}

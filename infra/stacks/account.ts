import { type App, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';

/** AWS's own policy for the role. */
const PUSH_LOGS = 'service-role/AmazonAPIGatewayPushToCloudWatchLogs';

/**
 * The role with which API Gateway writes logs. An account has one in each region, for the APIs of all stages and of all
 * other apps, so it belongs to no stage and stays when the stack is deleted.
 */
export class AccountStack extends Stack {
  constructor(app: App, region: string) {
    super(app, 'evenkeel-account', {
      env: { region },
      description: 'API Gateway writes logs with this role: one per account and region',
    });
    const role = new iam.Role(this, 'GatewayLogs', {
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(PUSH_LOGS)],
    });
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const account = new apigateway.CfnAccount(this, 'Gateway', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    Validations.of(role).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${PUSH_LOGS}]`,
      reason: "API Gateway has one logging role per account and region, which uses AWS's own policy.",
    });
  }
}

import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';
import type { ServiceFunction } from './service-function.ts';
import { serviceOfAccount } from './service-principal.ts';

/** How each setting of a stage shifts traffic. */
const CONFIGS: Readonly<Record<Stage['release'], codedeploy.ILambdaDeploymentConfig>> = {
  'all-at-once': codedeploy.LambdaDeploymentConfig.ALL_AT_ONCE,
  canary: codedeploy.LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
  linear: codedeploy.LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
};

/** A function that is released gradually. */
export interface Released {
  /** Its name without the stage's prefix, which is also the name of its deployment group. */
  readonly name: string;
  readonly target: ServiceFunction;
  /** Names of the alarms that take a release back. */
  readonly alarms: readonly string[];
}

export interface GradualReleasesProps {
  readonly prefix: string;
  readonly release: Stage['release'];
  readonly released: readonly Released[];
  /** Checks a new version before it receives traffic. */
  readonly check: ServiceFunction;
}

/**
 * CodeDeploy for functions: an application of the stage with a deployment group for each. An update of a function's alias
 * becomes a deployment, which its alarms stop and roll back.
 */
export class GradualReleases extends Construct {
  readonly #props: GradualReleasesProps;

  constructor(scope: Construct, id: string, props: GradualReleasesProps) {
    super(scope, id);
    this.#props = props;
    const applicationName = `${props.prefix}functions`;
    const application = new codedeploy.LambdaApplication(this, 'Application', { applicationName });
    const role = this.#role();
    this.#allowCheck(applicationName);
    for (const one of props.released) this.#group(application, role, one);
  }

  #group(application: codedeploy.LambdaApplication, role: iam.IRole, { name, target, alarms }: Released): void {
    const { prefix, release, check } = this.#props;
    new codedeploy.LambdaDeploymentGroup(this, `Group-${name}`, {
      application,
      deploymentGroupName: `${prefix}${name}`,
      alias: target.alias,
      deploymentConfig: CONFIGS[release],
      role,
      alarms: alarms.map((alarm) => cloudwatch.Alarm.fromAlarmName(this, `Alarm-${name}-${alarm}`, alarm)),
      preHook: check.function,
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    });
  }

  /** One role for all groups, with less than the managed policy that each would otherwise get. */
  #role(): iam.IRole {
    const { released, check, prefix } = this.#props;
    const role = new iam.Role(this, 'Role', { assumedBy: serviceOfAccount(this, 'codedeploy.amazonaws.com') });
    const allow = (actions: string[], resources: string[]) =>
      role.addToPolicy(new iam.PolicyStatement({ actions, resources }));
    allow(
      ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
      released.flatMap(({ target }) => [this.#functionArn(target.functionName), target.namedArn]),
    );
    allow(['lambda:InvokeFunction'], [this.#functionArn(check.functionName)]);
    allow(
      ['cloudwatch:DescribeAlarms'],
      [Stack.of(this).formatArn({ ...COLON, service: 'cloudwatch', resource: 'alarm', resourceName: `${prefix}*` })],
    );
    return role.withoutPolicyUpdates();
  }

  #allowCheck(application: string): void {
    const { check, released, prefix } = this.#props;
    const groups = released.map(({ name }) =>
      Stack.of(this).formatArn({
        ...COLON,
        service: 'codedeploy',
        resource: 'deploymentgroup',
        resourceName: `${application}/${prefix}${name}`,
      }),
    );
    check.allow(['codedeploy:GetDeployment', 'codedeploy:PutLifecycleEventHookExecutionStatus'], groups);
    check.allow(
      ['lambda:InvokeFunction'],
      released.map(({ target }) => `${this.#functionArn(target.functionName)}:*`),
    );
  }

  #functionArn(name: string): string {
    return Stack.of(this).formatArn({ ...COLON, service: 'lambda', resource: 'function', resourceName: name });
  }
}

const COLON = { arnFormat: ArnFormat.COLON_RESOURCE_NAME } as const;

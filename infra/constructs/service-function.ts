import { ArnFormat, type Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ScheduleTarget } from './scheduled-invocation.ts';

/** The alias through which everything calls a function, so that a deployment can shift traffic between versions. */
export const LIVE = 'live';

const networkOf = ({ vpc, vpcSubnets, securityGroups }: NetworkPlace) => ({
  vpc,
  ...(vpcSubnets && { vpcSubnets }),
  ...(securityGroups && { securityGroups: [...securityGroups] }),
});

/** `Runtime.NODEJS_24_X`, which the oldest supported aws-cdk-lib does not know yet. */
const NODEJS_24 = new lambda.Runtime('nodejs24.x', lambda.RuntimeFamily.NODEJS, { supportsInlineCode: true });

export interface ServiceFunctionProps {
  /** Physical name; the log group is `/aws/lambda/<functionName>`. */
  readonly functionName: string;
  readonly code: lambda.Code;
  readonly handler?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  readonly memoryMegabytes: number;
  readonly reservedConcurrency?: number | undefined;
  readonly logRetention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  /** Where the function runs; outside of any network by default. */
  readonly network?: NetworkPlace | undefined;
}

/** A place in a VPC, from which a function reaches what has no public address. */
interface NetworkPlace {
  readonly vpc: ec2.IVpc;
  /** The private subnets by default. */
  readonly vpcSubnets?: ec2.SubnetSelection | undefined;
  /** A group of its own by default. */
  readonly securityGroups?: readonly ec2.ISecurityGroup[] | undefined;
}

/** A function with its own role, log group, version and alias `live`. The role may only write the log. */
export class ServiceFunction extends Construct {
  readonly function: lambda.Function;
  readonly alias: lambda.Alias;
  readonly logGroup: logs.LogGroup;
  readonly role: iam.Role;
  /**
   * ARN of the alias, made of the function's fixed name, for other stacks. A reference to the resource would keep its stack
   * from removing the function before the other stack is deployed without it, and that stack is deployed later.
   */
  readonly namedArn: string;
  readonly functionName: string;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    this.functionName = props.functionName;
    this.logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName: this.logGroupName,
      retention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    if (props.network !== undefined) this.#allowNetwork();
    this.logGroup.grantWrite(this.role);
    this.function = new lambda.Function(this, 'Function', {
      functionName: props.functionName,
      runtime: NODEJS_24,
      architecture: lambda.Architecture.ARM_64,
      code: props.code,
      handler: props.handler ?? 'index.handler',
      environment: { ...props.environment },
      timeout: props.timeout,
      memorySize: props.memoryMegabytes,
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
      ...(props.network && networkOf(props.network)),
    });
    this.alias = this.function.addAlias(LIVE);
    this.namedArn = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: this.invokeName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** Lambda itself attaches the function to the subnets, by the function's role. */
  #allowNetwork(): void {
    const onInterface = (verb: string): string => `ec2:${verb}NetworkInterface`;
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          ...['Create', 'Delete'].map(onInterface),
          'ec2:DescribeNetworkInterfaces',
          'ec2:DescribeSubnets',
          'ec2:AssignPrivateIpAddresses',
          'ec2:UnassignPrivateIpAddresses',
        ],
        resources: ['*'],
      }),
    );
  }

  get logGroupName(): string {
    return `/aws/lambda/${this.functionName}`;
  }

  /** The name that another function passes to Lambda's Invoke to call this one. */
  get invokeName(): string {
    return `${this.functionName}:${LIVE}`;
  }

  /** The live alias, as the target of a schedule. */
  get scheduleTarget(): ScheduleTarget {
    return { arn: this.alias.functionArn, action: 'lambda:InvokeFunction' };
  }

  allow(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }

  allowInvoking(other: ServiceFunction): void {
    this.allow(['lambda:InvokeFunction'], [other.namedArn]);
  }
}

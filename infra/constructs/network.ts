import type { RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { serviceOfAccount } from './service-principal.ts';

export interface NetworkProps {
  readonly prefix: string;
  readonly availabilityZones: readonly string[];
  readonly logRetention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** An isolated network for the database alone. Functions use the database through the Data API, from outside. */
export class Network extends Construct {
  readonly vpc: ec2.IVpc;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const vpc = new ec2.Vpc(this, 'Vpc', {
      availabilityZones: [...props.availabilityZones],
      natGateways: 0,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [{ name: 'database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    });
    const log = new logs.LogGroup(this, 'FlowLog', {
      logGroupName: `/aws/vpc/${props.prefix}flow`,
      retention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    const role = new iam.Role(this, 'FlowLogRole', {
      assumedBy: serviceOfAccount(this, 'vpc-flow-logs.amazonaws.com'),
    });
    vpc.addFlowLog('Flow', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(log, role),
      trafficType: ec2.FlowLogTrafficType.REJECT,
    });
    this.vpc = vpc as ec2.IVpc;
  }
}

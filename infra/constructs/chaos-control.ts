import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { leaseRoleName } from '../../chaos/schemas/control.ts';
import { serviceTable, tableActions } from './service-table.ts';

export interface ChaosControlProps {
  /** Stands in front of the tables' names, e.g. `shop-staging-`. */
  readonly prefix: string;
  /** Where functions count what the injector could not do; `evenkeel-` and their variable STAGE when absent. */
  readonly metricNamespace?: string;
}

/**
 * The two tables of the fault injector: faults that are armed now, each with a lease, and the count of their hits.
 * A function takes part only when it was enabled here; leave the construct out of stages in which nothing may be
 * broken on purpose.
 *
 * @example
 * const chaos = new ChaosControl(this, 'Chaos', { prefix: 'shop-staging-' });
 * chaos.enable(paymentFunction); // its code exports a handler that evenkeel's `withChaos` wraps
 */
export class ChaosControl extends Construct {
  readonly control: dynamodb.Table;
  readonly hits: dynamodb.Table;
  readonly #metricNamespace: string | undefined;

  constructor(scope: Construct, id: string, props: ChaosControlProps) {
    super(scope, id);
    this.#metricNamespace = props.metricNamespace;
    const kept = { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false };
    this.control = serviceTable(this, 'Control', {
      tableName: `${props.prefix}chaos-control`,
      partitionKey: 'faultId',
      ...kept,
    });
    this.hits = serviceTable(this, 'Hits', { tableName: `${props.prefix}chaos-hits`, partitionKey: 'hitId', ...kept });
    this.#endLeases(props.prefix);
  }

  /** Lets one-off schedules disarm a fault whose lease has ended, should whoever armed it be gone. */
  #endLeases(prefix: string): void {
    const stack = Stack.of(this);
    const role = new iam.Role(this, 'LeaseRole', {
      roleName: leaseRoleName(prefix, stack.region),
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
    });
    role.addToPolicy(
      new iam.PolicyStatement({ actions: tableActions(['DeleteItem']), resources: [this.control.tableArn] }),
    );
  }

  /** Lets armed faults reach the function: it may read what is armed and count hits, but arm nothing. */
  enable(target: lambda.Function): void {
    target.addEnvironment('CHAOS_ENABLED', 'true');
    target.addEnvironment('CHAOS_CONTROL_TABLE', this.control.tableName);
    target.addEnvironment('CHAOS_HITS_TABLE', this.hits.tableName);
    if (this.#metricNamespace !== undefined) target.addEnvironment('CHAOS_METRIC_NAMESPACE', this.#metricNamespace);
    target.addToRolePolicy(
      new iam.PolicyStatement({ actions: tableActions(['Scan']), resources: [this.control.tableArn] }),
    );
    target.addToRolePolicy(
      new iam.PolicyStatement({ actions: tableActions(['UpdateItem']), resources: [this.hits.tableArn] }),
    );
  }
}

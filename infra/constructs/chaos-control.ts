import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import * as z from 'zod';
import { leaseRoleName } from '@evenkeel/chaos/schemas/control';
import { checkArguments, objectWith } from './props.ts';
import { serviceOfAccount } from './service-principal.ts';
import { serviceTable, tableActions } from './service-table.ts';

export interface ChaosControlProps {
  /** Precedes the tables' names, e.g. `shop-staging-`. */
  readonly prefix: string;
  /**
   * CloudWatch namespace in which functions count what the injector could not do. Defaults to `evenkeel-` and the value
   * of their variable STAGE.
   */
  readonly metricNamespace?: string;
}

const Props = z.strictObject({
  prefix: z.string().min(1),
  metricNamespace: z.string().optional(),
} satisfies Record<keyof ChaosControlProps, z.ZodType>);

const Enabled = z.object({
  target: objectWith(
    ['addEnvironment', 'addToRolePolicy'],
    'a Function of aws-cdk-lib/aws-lambda; if a construct wraps the function, pass the inner one',
  ),
});

/**
 * The two tables of the fault injector: the faults that are armed now, each with a lease, and the count of their hits.
 * Faults reach only the functions that are enabled here. Leave the construct out of stages in which nothing may be
 * broken on purpose.
 *
 * @example
 * const chaos = new ChaosControl(this, 'Chaos', { prefix: 'shop-staging-' });
 * chaos.enable(paymentFunction); // its code exports a handler wrapped in evenkeel's `withChaos`
 */
export class ChaosControl extends Construct {
  readonly control: dynamodb.Table;
  readonly hits: dynamodb.Table;
  readonly #metricNamespace: string | undefined;

  constructor(scope: Construct, id: string, props: ChaosControlProps) {
    super(scope, id);
    checkArguments(`ChaosControl ${this.node.path}`, Props, props);
    this.#metricNamespace = props.metricNamespace;
    const disposable = { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false };
    this.control = serviceTable(this, 'Control', {
      tableName: `${props.prefix}chaos-control`,
      partitionKey: 'faultId',
      ...disposable,
    });
    this.hits = serviceTable(this, 'Hits', {
      tableName: `${props.prefix}chaos-hits`,
      partitionKey: 'hitId',
      ...disposable,
    });
    this.#allowSchedulesToEndLeases(props.prefix);
  }

  /** One-off schedules disarm a fault when its lease ends, in case the harness that armed it is gone. */
  #allowSchedulesToEndLeases(prefix: string): void {
    const stack = Stack.of(this);
    const role = new iam.Role(this, 'LeaseRole', {
      roleName: leaseRoleName(prefix, stack.region),
      assumedBy: serviceOfAccount(this, 'scheduler.amazonaws.com'),
    });
    role.addToPolicy(
      new iam.PolicyStatement({ actions: tableActions(['DeleteItem']), resources: [this.control.tableArn] }),
    );
  }

  /** Lets armed faults reach the function. It may read which faults are armed and count hits, but not arm any. */
  enable(target: lambda.Function): void {
    checkArguments(`ChaosControl ${this.node.path}, enable`, Enabled, { target });
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

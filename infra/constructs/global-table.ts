import type { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

export interface GlobalTableProps {
  readonly tableName: string;
  readonly partitionKey: string;
  /** The other region. */
  readonly replica: string;
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
}

/**
 * An on-demand table with a string key in two regions, eventually consistent: each region writes to its own replica, and of two writes
 * to an item the last one wins, without a trace of the other. The stream of each replica carries the writes of both.
 */
export function globalTable(scope: Construct, id: string, props: GlobalTableProps): void {
  const recovery = { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } };
  const { deletionProtection } = props;
  new dynamodb.TableV2(scope, id, {
    tableName: props.tableName,
    partitionKey: { name: props.partitionKey, type: dynamodb.AttributeType.STRING },
    billing: dynamodb.Billing.onDemand(),
    encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
    ...recovery,
    removalPolicy: props.removalPolicy,
    deletionProtection,
    replicas: [{ region: props.replica, deletionProtection, ...recovery }],
  });
}

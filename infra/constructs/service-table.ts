import type { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export interface ServiceTableProps {
  readonly tableName: string;
  readonly partitionKey: string;
  readonly sortKey?: string | undefined;
  readonly stream?: boolean | undefined;
  readonly expires?: boolean | undefined;
  /** A global index of the items that have its partition key, sorted by the table's; it holds only keys. */
  readonly index?: { readonly name: string; readonly partitionKey: string } | undefined;
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
  /**
   * Encrypts the table. By default it is encrypted with the account's AWS-managed key for DynamoDB, whose uses
   * CloudTrail records.
   */
  readonly encryptionKey?: kms.IKey | undefined;
}

const text = (name: string): dynamodb.Attribute => ({ name, type: dynamodb.AttributeType.STRING });

/** An on-demand table with string keys and point-in-time recovery. Its stream carries both images of each change. */
export function serviceTable(scope: Construct, id: string, props: ServiceTableProps): dynamodb.Table {
  const table = new dynamodb.Table(scope, id, {
    tableName: props.tableName,
    partitionKey: text(props.partitionKey),
    ...(props.sortKey === undefined ? {} : { sortKey: text(props.sortKey) }),
    ...(props.stream === true ? { stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES } : {}),
    ...(props.expires === true ? { timeToLiveAttribute: 'expiresAt' } : {}),
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    ...(props.encryptionKey === undefined
      ? { encryption: dynamodb.TableEncryption.AWS_MANAGED }
      : { encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey: props.encryptionKey }),
    removalPolicy: props.removalPolicy,
    deletionProtection: props.deletionProtection,
  });
  if (props.index !== undefined) {
    table.addGlobalSecondaryIndex({
      indexName: props.index.name,
      partitionKey: text(props.index.partitionKey),
      sortKey: text(props.partitionKey),
      projectionType: dynamodb.ProjectionType.KEYS_ONLY,
    });
  }
  return table;
}

/** Full names of DynamoDB actions. */
export const tableActions = (actions: readonly string[]): string[] => actions.map((action) => `dynamodb:${action}`);

import * as z from 'zod';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) })).min(1);
const projection = z.object({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']).optional(),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const throughput = z.object({ ReadCapacityUnits: z.coerce.number(), WriteCapacityUnits: z.coerce.number() });

const secondaryIndex = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: projection,
  ProvisionedThroughput: throughput.optional(),
});

/** The properties that `AWS::DynamoDB::Table` and `GlobalTable` share and the engine supports. */
const shared = z.object({
  TableName: z.string().min(3).optional(),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  GlobalSecondaryIndexes: z.array(secondaryIndex).optional(),
  LocalSecondaryIndexes: z.array(secondaryIndex.omit({ ProvisionedThroughput: true })).optional(),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.coerce.boolean() }).optional(),
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).optional(),
});

const streamSpecification = z
  .object({ StreamViewType: z.enum(['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY']) })
  .optional();

/**
 * Accepted without effect: the engine keeps no data to recover, encrypt or protect. It would reject point-in-time recovery
 * with an error.
 */
const accepted = {
  PointInTimeRecoverySpecification: z.unknown().optional(),
  SSESpecification: z.unknown().optional(),
  Tags: z.unknown().optional(),
  DeletionProtectionEnabled: z.unknown().optional(),
  TableClass: z.unknown().optional(),
  ContributorInsightsSpecification: z.unknown().optional(),
  ResourcePolicy: z.unknown().optional(),
  OnDemandThroughput: z.unknown().optional(),
  WarmThroughput: z.unknown().optional(),
};

export const tableProperties = z.strictObject({
  ...shared.shape,
  ...accepted,
  StreamSpecification: streamSpecification,
  ProvisionedThroughput: throughput.optional(),
});
export type TableProperties = z.output<typeof tableProperties>;

const replicas = z.array(z.looseObject({ Region: z.string() })).min(1);

/** @param replicates whether replicas in other regions are made; a system of one region refuses them */
export const globalTableProperties = (replicates: boolean) =>
  z.strictObject({
    ...shared.shape,
    ...accepted,
    StreamSpecification: streamSpecification,
    Replicas: replicates
      ? replicas
      : replicas.max(1, 'a replica in another region is not simulated in a system of one region'),
    WriteProvisionedThroughputSettings: z.unknown().optional(),
    WriteOnDemandThroughputSettings: z.unknown().optional(),
    MultiRegionConsistency: replicates
      ? z.literal('EVENTUAL', 'only eventually consistent replicas are simulated').optional()
      : z.unknown().optional(),
  });
export type GlobalTableProperties = z.output<ReturnType<typeof globalTableProperties>>;

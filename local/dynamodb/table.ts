import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AnyResourceType, ResourceContext, ResourceType } from '../core/index.ts';
import { createTable } from './create-table.ts';
import type { ExpiringTable } from './expiry.ts';
import { primeStream } from './prime.ts';
import {
  type GlobalTableProperties,
  globalTableProperties,
  type TableProperties,
  tableProperties,
} from './table-properties.ts';

/**
 * Makes the replicas of a global table in its other regions, and replicates it.
 *
 * @param streamArn of the table in the region of its stack
 */
export type ReplicateTable = (
  name: string,
  properties: TableProperties,
  regions: readonly string[],
  streamArn: string,
) => Promise<void>;

interface Tables {
  /** Resolves when the engine is available. */
  readonly client: Promise<DynamoDBClient>;
  /** Names of the tables that were created, in order. */
  readonly created: string[];
  readonly expiring: ExpiringTable[];
  /** Functions that append a record to a stream, by the stream's ARN. */
  readonly primers: Map<string, () => Promise<void>>;
  readonly replicate: ReplicateTable | undefined;
}

async function provisionTable(
  { client, created, expiring, primers }: Tables,
  properties: TableProperties,
  { defaultName }: ResourceContext,
) {
  const engine = await client;
  const name = properties.TableName ?? defaultName;
  const { arn, streamArn } = await createTable(engine, name, properties);
  created.push(name);
  if (streamArn !== undefined) {
    const prime = () => primeStream(engine, name, properties);
    primers.set(streamArn, prime);
    await prime();
  }
  const ttl = properties.TimeToLiveSpecification;
  if (ttl?.Enabled === true && ttl.AttributeName !== undefined) {
    const key = properties.KeySchema.map(({ AttributeName }) => AttributeName);
    expiring.push({ table: name, attribute: ttl.AttributeName, key });
  }
  return {
    streamArn,
    provisioned: {
      ref: name,
      attributes: { Arn: arn, TableId: name, ...(streamArn !== undefined && { StreamArn: streamArn }) },
    },
  };
}

/** `AWS::DynamoDB::Table` and `AWS::DynamoDB::GlobalTable`, which the CDK's TableV2 uses. */
export function tableTypes(tables: Tables): readonly AnyResourceType[] {
  const table: ResourceType<TableProperties> = {
    type: 'AWS::DynamoDB::Table',
    parse: (properties) => tableProperties.parse(properties),
    create: async (properties, context) => (await provisionTable(tables, properties, context)).provisioned,
  };
  const globalTable: ResourceType<GlobalTableProperties> = {
    type: 'AWS::DynamoDB::GlobalTable',
    parse: (properties) => globalTableProperties(tables.replicate !== undefined).parse(properties),
    async create(properties, context) {
      const { provisioned, streamArn } = await provisionTable(tables, properties, context);
      const regions = properties.Replicas.map(({ Region }) => Region);
      if (regions.length > 1 && streamArn !== undefined) {
        await tables.replicate?.(provisioned.ref, properties, regions, streamArn);
      }
      return provisioned;
    },
  };
  return [table, globalTable];
}

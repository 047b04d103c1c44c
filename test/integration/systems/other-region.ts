/** A second region of the commerce system's stage, as far as drift knows it: a replica of the prices. */
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Connection } from '../../../chaos/index.ts';
import { createClock } from '../../../local/core/index.ts';
import type { LinkMode } from '../../../local/dynamodb/replication/link.ts';
import { Replicator } from '../../../local/dynamodb/replication/replicator.ts';
import { localCredentials } from '../../local-credentials.ts';
import type { CommerceStage } from '../reconciler/commerce-stage.ts';

const REGION = 'eu-west-1';
const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const;

export interface OtherRegion {
  /** The stage, as one that has a second region. */
  readonly connection: Connection;
  /** The price that the other region's list has; undefined if there is none. */
  priceOf(sku: string): Promise<unknown>;
  turnReplication(mode: LinkMode): void;
  /** Resolves when every write has arrived in both regions. */
  replicated(): Promise<void>;
  close(): Promise<void>;
}

export async function openOtherRegion({ connection, prefix, tables }: CommerceStage): Promise<OtherRegion> {
  const TableName = `${prefix}checkout-prices`;
  const settings = connection.client('DYNAMODB');
  const client = new DynamoDBClient({ ...settings, region: REGION });
  const { TableDescription: home } = await tables.client.send(
    new UpdateTableCommand({ TableName, StreamSpecification }),
  );
  const { TableDescription: replica } = await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'sku', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'sku', KeyType: 'HASH' }],
      StreamSpecification,
    }),
  );
  const replicator = new Replicator({
    engine: String(settings.endpoint),
    credentials: localCredentials,
    clock: createClock({ speed: 20, startAt: new Date('2030-01-01T00:00:00Z') }),
    log: (message) => {
      throw new Error(message);
    },
  });
  const streams = new Map([
    [connection.system.region, home?.LatestStreamArn ?? ''],
    [REGION, replica?.LatestStreamArn ?? ''],
  ]);
  replicator.add({ table: TableName, streams });
  const { system } = connection;
  return {
    connection: { ...connection, system: { ...system, outputs: { ...system.outputs, OtherRegion: REGION } } },
    async priceOf(sku) {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: { sku: { S: sku } } }));
      return Item && (unmarshall(Item)['unitPriceCents'] as unknown);
    },
    turnReplication(mode) {
      replicator.turn(mode);
    },
    replicated: () => replicator.idle(),
    async close() {
      await replicator.close();
      await client.send(new DeleteTableCommand({ TableName }));
      client.destroy();
    },
  };
}

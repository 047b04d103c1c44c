import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UpdateItemCommand, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { undo } from '../../../reconciler/index.ts';
import { streamHandler } from '../../../services/shared/stream.ts';
import { fillLevel, openStage, seedDrift, type ShopStage, type Stage } from './shop-stage.ts';
import { localCredentials } from '../../local-credentials.ts';

describe('the stream of a repaired table', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 90_000);
  afterAll(async () => stage.close());

  it('starts no step of a service for a repair or its undo, but does for any other write', async () => {
    const shop = await stage.open('streamed');
    await fillLevel(shop);
    await seedDrift(shop);
    await shop.dynamodb.send(
      new UpdateTableCommand({
        TableName: `${shop.address.prefix}-prices`,
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      }),
    );
    expect((await shop.run('repair')).outcome).toBe('repaired');
    const { reconciliation, tables, clock } = shop;
    await undo({ reconciliation, tables, clock, runId: 'repair', undoId: 'back' });
    await shop.dynamodb.send(
      new UpdateItemCommand({
        TableName: `${shop.address.prefix}-prices`,
        Key: { sku: { S: 'nut' } },
        UpdateExpression: 'SET price = :price',
        ExpressionAttributeValues: { ':price': { N: '8' } },
      }),
    );

    const records = await recordsOf(shop);
    expect(records.map(({ eventName }) => eventName).sort()).toEqual([
      ...['INSERT', 'INSERT', 'MODIFY', 'MODIFY', 'MODIFY', 'MODIFY', 'REMOVE', 'REMOVE'],
    ]);
    const handled: unknown[] = [];
    const handler = streamHandler({
      source: () => 'shop#step',
      handle: ({ after }) => {
        handled.push(after?.['price']);
        return Promise.resolve();
      },
      log: { error: () => undefined } as never,
    });
    await handler({ Records: records }, {} as never);
    expect(handled).toEqual([8]);
  });
});

/** All records of the table's stream. */
async function recordsOf({ address }: ShopStage): Promise<DynamoDBRecord[]> {
  const streams = new DynamoDBStreamsClient({
    endpoint: address.dynamodb,
    region: 'us-east-1',
    credentials: localCredentials,
  });
  const { Streams = [] } = await streams.send(new ListStreamsCommand({ TableName: `${address.prefix}-prices` }));
  const StreamArn = Streams[0]?.StreamArn;
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const records: DynamoDBRecord[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const place = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    const { ShardIterator } = await streams.send(new GetShardIteratorCommand(place));
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    records.push(...(Records as DynamoDBRecord[]));
  }
  streams.destroy();
  return records;
}

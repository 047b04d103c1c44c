import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import pLimit from 'p-limit';

const TABLE = 'evenkeel-warm-up';
const ROUNDS = 80;
const CONCURRENCY = 4;

/** Makes one call of each kind that services use. */
async function exercise(client: DynamoDBClient, id: string): Promise<void> {
  const Key = { id: { S: id } };
  const condition = { ConditionExpression: 'attribute_not_exists(id)' };
  await client.send(new PutItemCommand({ TableName: TABLE, Item: Key, ...condition }));
  const update = {
    TableName: TABLE,
    Key,
    UpdateExpression: 'SET #v = if_not_exists(#v, :zero) + :one',
    ExpressionAttributeNames: { '#v': 'version' },
    ExpressionAttributeValues: { ':zero': { N: '0' }, ':one': { N: '1' } },
  };
  await client.send(new UpdateItemCommand(update));
  await client.send(new GetItemCommand({ TableName: TABLE, Key, ConsistentRead: true }));
  const other = { id: { S: `${id}-2` } };
  const write = { Put: { TableName: TABLE, Item: other, ...condition } };
  await client.send(new TransactWriteItemsCommand({ TransactItems: [write, { Update: update }] }));
}

/** Makes a few hundred calls on a temporary table, because the engine's first calls are five to ten times slower. */
export async function warmUp(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  const rounds = Array.from({ length: ROUNDS }, (_, round) => String(round));
  await pLimit(CONCURRENCY).map(rounds, (id) => exercise(client, id));
  await client.send(new DeleteTableCommand({ TableName: TABLE }));
}

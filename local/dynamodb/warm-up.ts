import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';

const TABLE = 'evenkeel-warm-up';
const ROUNDS = 80;
const AT_ONCE = 4;

/** One of each kind of call that services make. */
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

/** The engine's first calls are five to ten times slower than later ones: makes a few hundred on a table of its own. */
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
  await pMap(rounds, (id) => exercise(client, id), { concurrency: AT_ONCE });
  await client.send(new DeleteTableCommand({ TableName: TABLE }));
}

/** DynamoDB Local enforces DynamoDB's limits itself, with DynamoDB's errors, so nothing in front of it has to. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DynamoDbLocal, startDynamoDbLocal } from './local-lambda/dynamodb-local.ts';

const TableName = 'things';
const MAX_ITEM_BYTES = 409_600;
let dynamodb: DynamoDbLocal;

beforeAll(async () => {
  dynamodb = await startDynamoDbLocal();
  await call('CreateTable', {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
}, 60_000);

afterAll(() => dynamodb.stop());

const call = (operation: string, body: object) => dynamodb.call(`DynamoDB_20120810.${operation}`, body);
const many = <Each>(count: number, each: (index: number) => Each) => Array.from({ length: count }, (_, i) => each(i));
/** An item of this size: names and values count. */
const item = (id: string, size: number) => ({
  id: { S: id },
  v: { S: 'x'.repeat(size - 'id'.length - id.length - 1) },
});
const put = (id: string, size = 100) => ({ Put: { TableName, Item: item(id, size) } });
const grown = (size: number) => ({
  TableName,
  Key: { id: { S: 'grown' } },
  UpdateExpression: 'SET v = :v',
  ExpressionAttributeValues: { ':v': item('grown', size).v },
});

interface Limit {
  readonly what: string;
  readonly operation: string;
  readonly within: object;
  readonly beyond: object;
  readonly message: RegExp;
}

const limits: readonly Limit[] = [
  {
    what: 'an item of 400 KB',
    operation: 'PutItem',
    within: { TableName, Item: item('a', MAX_ITEM_BYTES) },
    beyond: { TableName, Item: item('a', MAX_ITEM_BYTES + 1) },
    message: /^Item size has exceeded the maximum allowed size$/,
  },
  {
    what: 'an update to an item of 400 KB',
    operation: 'UpdateItem',
    within: grown(MAX_ITEM_BYTES),
    beyond: grown(MAX_ITEM_BYTES + 1),
    message: /^Item size to update has exceeded the maximum allowed size$/,
  },
  {
    what: '100 actions of a transaction',
    operation: 'TransactWriteItems',
    within: { TransactItems: many(100, (i) => put(`k${i}`)) },
    beyond: { TransactItems: many(101, (i) => put(`k${i}`)) },
    message: /Member must have length less than or equal to 100/,
  },
  {
    what: '4 MB of a transaction',
    operation: 'TransactWriteItems',
    within: { TransactItems: many(10, (i) => put(`k${i}`, 400_000)) },
    beyond: { TransactItems: many(11, (i) => put(`k${i}`, 400_000)) },
    message: /4 ?MB/,
  },
  {
    what: 'one action of a transaction for each item',
    operation: 'TransactWriteItems',
    within: { TransactItems: [put('k1'), put('k2')] },
    beyond: { TransactItems: [put('k1'), put('k1')] },
    message: /^Transaction request cannot include multiple operations on one item$/,
  },
  {
    what: '100 items of a transaction that reads',
    operation: 'TransactGetItems',
    within: { TransactItems: many(100, (i) => ({ Get: { TableName, Key: { id: { S: `k${i}` } } } })) },
    beyond: { TransactItems: many(101, (i) => ({ Get: { TableName, Key: { id: { S: `k${i}` } } } })) },
    message: /Member must have length less than or equal to 100/,
  },
  {
    what: '25 writes of a batch',
    operation: 'BatchWriteItem',
    within: { RequestItems: { [TableName]: many(25, (i) => ({ PutRequest: { Item: item(`b${i}`, 100) } })) } },
    beyond: { RequestItems: { [TableName]: many(26, (i) => ({ PutRequest: { Item: item(`b${i}`, 100) } })) } },
    message: /Too many items requested for the BatchWriteItem call|Member must have length less than or equal to 25/,
  },
  {
    what: '100 keys of a batch',
    operation: 'BatchGetItem',
    within: { RequestItems: { [TableName]: { Keys: many(100, (i) => ({ id: { S: `b${i}` } })) } } },
    beyond: { RequestItems: { [TableName]: { Keys: many(101, (i) => ({ id: { S: `b${i}` } })) } } },
    message: /Too many items requested for the BatchGetItem call|Member must have length less than or equal to 100/,
  },
  {
    what: 'a partition key of 2,048 bytes',
    operation: 'PutItem',
    within: { TableName, Item: { id: { S: 'k'.repeat(2048) } } },
    beyond: { TableName, Item: { id: { S: 'k'.repeat(2049) } } },
    message: /Hash primary key values must be under 2048 bytes/,
  },
];

describe('DynamoDB Local', () => {
  it.each(limits)('takes $what, and no more', async ({ operation, within, beyond, message }) => {
    expect(await call(operation, within)).not.toHaveProperty('__type');
    const refused = await call(operation, beyond);
    expect(refused['__type']).toMatch(/#ValidationException$/);
    expect(refused['message'] ?? refused['Message']).toMatch(message);
  });
});

import {
  type AttributeValue,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { storeConformance, writingConformance } from '../../../reconciler/conformance/index.ts';
import { dynamoDbView, type Fields } from '../../../reconciler/index.ts';
import { breakingAfter } from './breaking.ts';
import { openDynamo } from './engines.ts';
import { runChecks } from './run-checks.ts';

const options = {
  table: 'things',
  key: 'thing',
  fields: {
    name: { type: 'text', from: 'title' },
    count: 'integer',
    price: 'decimal',
    active: 'boolean',
  },
  version: 'version',
  updatedAt: 'updatedAt',
  createdAt: 'createdAt',
  segments: 3,
} as const;

const nested = { fields: { ...options.fields, name: { type: 'text', from: 'details.name' } } } as const;

const open = async () => {
  const dynamo = await openDynamo();
  const { client } = dynamo;
  await dynamo.createTable('things', 'thing');
  return {
    view: dynamoDbView({ name: 'things', client, ...options, writable: true }),
    active: dynamoDbView({ name: 'active', client, ...options, writable: true, where: { active: true } }),
    nested: {
      view: dynamoDbView({ name: 'nested', client, ...options, ...nested, writable: true }),
      async put(rows: Readonly<Record<string, Fields>>, at: Date) {
        for (const [key, fields] of Object.entries(rows)) {
          const { title, ...others } = itemOf(key, fields, at);
          const details = { M: { ...(title && { name: title }), kept: { S: 'kept' } } };
          await client.send(new PutItemCommand({ TableName: 'things', Item: { ...others, details } }));
        }
      },
      async kept(key: string) {
        const { Item } = await client.send(
          new GetItemCommand({ TableName: 'things', Key: { thing: { S: key } }, ConsistentRead: true }),
        );
        return Item?.['details']?.M?.['kept']?.S;
      },
    },
    broken: dynamoDbView({ name: 'nothings', client, ...options, table: 'nothings' }),
    breaking: dynamoDbView({ name: 'breaking', ...options, client: breakingAfter(2, client) }),
    mistaken: {
      table: dynamoDbView({ name: 'mistaken', client, ...options, table: 'nothings' }),
      key: dynamoDbView({ name: 'mistaken', client, ...options, key: 'title' }),
      index: dynamoDbView({ name: 'mistaken', client, ...options, index: 'by-nothing' }),
      'fields.thing': dynamoDbView({
        name: 'mistaken',
        client,
        ...options,
        fields: { ...options.fields, thing: 'integer' },
      }),
    },
    async put(rows: Readonly<Record<string, Fields>>, at: Date) {
      const items = Object.entries(rows).map(([key, fields]) => itemOf(key, fields, at));
      for (let from = 0; from < items.length; from += 25) {
        const requests = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
        await client.send(new BatchWriteItemCommand({ RequestItems: { things: requests } }));
      }
    },
    analyse: () => Promise.resolve(),
    async touch(key: string) {
      await client.send(
        new UpdateItemCommand({
          TableName: 'things',
          Key: { thing: { S: key } },
          UpdateExpression: 'SET undeclared = :other',
          ExpressionAttributeValues: { ':other': { NS: ['12345678901234567890', '-0.5'] } },
        }),
      );
    },
    async whole(key: string) {
      const command = new GetItemCommand({ TableName: 'things', Key: { thing: { S: key } }, ConsistentRead: true });
      const { Item } = await client.send(command);
      const kept = Object.entries(Item ?? {}).filter(([name]) => !['version', '_repair'].includes(name));
      return Item && JSON.stringify(kept.sort());
    },
    close: () => dynamo.close(),
  };
};

const itemOf = (key: string, { name, count, price, active }: Fields, at: Date): Record<string, AttributeValue> => ({
  thing: { S: key },
  title: name === null ? { NULL: true } : { S: name as string },
  active: { BOOL: active === true },
  count: { N: (count as bigint).toString() },
  price: { N: price as string },
  version: { N: '1' },
  updatedAt: { S: at.toISOString() },
  extra: { M: { bytes: { B: new Uint8Array([1, 2]) } } },
});

runChecks('DynamoDB', open, storeConformance, writingConformance);

import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamoDbView, type Fields } from '../../../reconciler/index.ts';
import { openDynamo } from './engines.ts';
import { storeContract } from './store-contract.ts';

storeContract('DynamoDB', async () => {
  const dynamo = await openDynamo();
  const { client } = dynamo;
  await dynamo.createTable('things', 'thing');
  const options = {
    client,
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
    writable: true,
  } as const;
  return {
    view: dynamoDbView({ name: 'things', table: 'things', ...options }),
    broken: dynamoDbView({ name: 'nothings', table: 'nothings', ...options }),
    async put(key: string, { name, count, price, active }: Fields, at: Date) {
      const Item = {
        ...marshall({
          thing: key,
          title: name,
          active,
          updatedAt: at.toISOString(),
          extra: { bytes: new Uint8Array([1, 2]) },
        }),
        count: { N: (count as bigint).toString() },
        price: { N: price as string },
        version: { N: '1' },
      };
      await client.send(new PutItemCommand({ TableName: 'things', Item }));
    },
    close: () => dynamo.close(),
  };
});

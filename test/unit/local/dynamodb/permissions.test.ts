import { describe, expect, it } from '@jest/globals';
import { permissionsOf } from '../../../../local/dynamodb/permissions.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const table = (name: string) => `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
const STREAM = `${table('orders')}/stream/2026-01-01T00:00:00.000`;

const needs = (operation: string, input: object) =>
  permissionsOf(operation, { ...input }, account).map(({ action, resource }) => `${action} ${resource}`);

describe('what an operation of DynamoDB needs', () => {
  it.each([
    ['PutItem', { TableName: 'orders' }, [`dynamodb:PutItem ${table('orders')}`]],
    ['Query', { TableName: 'orders', IndexName: 'open' }, [`dynamodb:Query ${table('orders')}/index/open`]],
    ['DescribeTable', { TableName: table('orders') }, [`dynamodb:DescribeTable ${table('orders')}`]],
    [
      'BatchGetItem',
      { RequestItems: { orders: {}, carts: {} } },
      [`dynamodb:BatchGetItem ${table('orders')}`, `dynamodb:BatchGetItem ${table('carts')}`],
    ],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'orders' } },
          { ConditionCheck: { TableName: 'carts' } },
          { Update: { TableName: 'stock' } },
          { Delete: { TableName: 'carts' } },
        ],
      },
      [
        `dynamodb:PutItem ${table('orders')}`,
        `dynamodb:ConditionCheckItem ${table('carts')}`,
        `dynamodb:UpdateItem ${table('stock')}`,
        `dynamodb:DeleteItem ${table('carts')}`,
      ],
    ],
    [
      'TransactGetItems',
      { TransactItems: [{ Get: { TableName: 'orders' } }] },
      [`dynamodb:GetItem ${table('orders')}`],
    ],
    ['ListTables', {}, ['dynamodb:ListTables *']],
    ['DescribeStream', { StreamArn: STREAM }, [`dynamodb:DescribeStream ${STREAM}`]],
    ['GetRecords', { ShardIterator: `${STREAM}|001|c2hhcmQ` }, [`dynamodb:GetRecords ${STREAM}`]],
    ['ListStreams', { TableName: 'orders' }, [`dynamodb:ListStreams ${table('orders')}/stream/*`]],
  ])('%s', (operation, input, expected) => {
    expect(needs(operation, input)).toEqual(expected);
  });

  it('is not known for PartiQL, whose statements name tables in a text', () => {
    expect(() => needs('ExecuteStatement', { Statement: 'SELECT * FROM "orders"' })).toThrow('not simulated for roles');
  });
});

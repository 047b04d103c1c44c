import { describe, expect, it } from '@jest/globals';
import { judgedByBotocore } from '../e2e/judged.ts';
import type { RecordedRequest } from '../e2e/recorded-requests.ts';

const base: RecordedRequest = { service: '', method: 'POST', url: '/', target: '', contentType: '', body: '' };
const body = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
const dynamodb = (operation: string, parameters: unknown): RecordedRequest => ({
  ...base,
  service: 'dynamodb',
  target: `DynamoDB_20120810.${operation}`,
  body: body(parameters),
});
const problemsOf = async (request: RecordedRequest) => (await judgedByBotocore([request])).problems;

describe('the service models of botocore', () => {
  it('accept valid requests in each protocol', async () => {
    const form = 'Action=DescribeStacks&Version=2010-05-15&StackName=evenkeel-dev-data';
    const requests: RecordedRequest[] = [
      dynamodb('GetItem', { TableName: 'orders', Key: { id: { S: 'a' } } }),
      {
        ...base,
        service: 'lambda',
        url: '/2015-03-31/functions/f%3Alive/invocations?Qualifier=live',
        body: body({ n: 1 }),
      },
      { ...base, service: 'scheduler', method: 'GET', url: '/schedules/evenkeel-dev-reconcile' },
      {
        ...base,
        service: 'cloudformation',
        contentType: 'application/x-www-form-urlencoded',
        body: Buffer.from(form).toString('base64'),
      },
    ];
    expect(await judgedByBotocore(requests)).toEqual({
      operations: {
        'dynamodb:GetItem': 1,
        'lambda:Invoke': 1,
        'scheduler:GetSchedule': 1,
        'cloudformation:DescribeStacks': 1,
      },
      problems: [],
    });
  }, 180_000);

  it.each<[string, RecordedRequest, string]>([
    ['an unknown operation', dynamodb('GetItems', {}), 'no operation of dynamodb is POST / DynamoDB_20120810.GetItems'],
    ['a missing parameter', dynamodb('GetItem', { TableName: 'orders' }), 'Missing required parameter in input: "Key"'],
    [
      'an unknown parameter',
      dynamodb('Scan', { TableName: 'orders', Table: 'x' }),
      'Unknown parameter in input: "Table"',
    ],
    ['a wrong type', dynamodb('Scan', { TableName: 'orders', Limit: '5' }), 'Invalid type for parameter Limit'],
    [
      'a word that is none of an enumeration',
      dynamodb('Scan', { TableName: 'orders', Select: 'ALL' }),
      ".Select is 'ALL'",
    ],
    ['an unknown service', { ...base, service: 'nowhere' }, 'no service signs as nowhere'],
  ])(
    'reject %s',
    async (_what, request, problem) => {
      expect(await problemsOf(request)).toEqual([expect.stringContaining(problem)]);
    },
    60_000,
  );
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { AwsService, FunctionInvoker } from '../../../local/core/index.ts';
import { type Front, startFront } from '../../../local/dynamodb/front/index.ts';
import { createLambda } from '../../../local/lambda/index.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from './dynamodb-local.ts';
import { makeSite, provision, ROLE, type TestSite } from './site.ts';
import { localAccess } from '../../local-site.ts';

const HANDLER = `
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
const put = (id) => client.send(new PutItemCommand({
  TableName: 'orders', Item: { id: { S: id } }, ConditionExpression: 'attribute_not_exists(id)',
}));
export const handler = async ({ id }) => {
  await put(id);
  try { await put(id); } catch (error) { return { name: error.name, attempts: error.$metadata.attempts }; }
};`;

describe('the SDK in a worker whose clock is years ahead', () => {
  let test: TestSite;
  let dynamodb: DynamoDbLocal;
  let front: Front;
  let lambda: AwsService & FunctionInvoker;

  beforeAll(async () => {
    test = await makeSite({ speed: 20, startAt: new Date('2040-01-01T00:00:00Z') });
    dynamodb = await startDynamoDbLocal();
    await dynamodb.call('DynamoDB_20120810.CreateTable', {
      TableName: 'orders',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    });
    const { site, metrics, logs, queues, findNode } = test;
    front = await startFront({ endpoint: dynamodb.endpoint, isOurs: true }, site);
    const environment = { AWS_ENDPOINT_URL_DYNAMODB: front.endpoint };
    lambda = createLambda(site, { metrics, logs, queues, environment, findNode });
    const bundled = await build({
      stdin: { contents: HANDLER, resolveDir: process.cwd(), loader: 'js' },
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
    });
    await provision(
      lambda.resourceTypes,
      'AWS::Lambda::Function',
      {
        FunctionName: 'puts',
        Handler: 'index.handler',
        Role: ROLE,
        Runtime: 'nodejs24.x',
        Code: { S3Key: 'x' },
        Timeout: 20,
      },
      await test.asset('puts', bundled.outputFiles[0]!.text),
    );
  }, 60_000);
  afterAll(async () => {
    await lambda.close();
    await front.close();
    await dynamodb.stop();
    await test.remove();
  });

  it('sends a failing conditional put exactly once', async () => {
    for (const id of ['first', 'second', 'third']) {
      const { payload } = await lambda.invoke({
        functionRef: 'puts',
        type: 'RequestResponse',
        payload: JSON.stringify({ id }),
        caller: localAccess.administrator,
      });
      expect(JSON.parse(payload)).toEqual({ name: 'ConditionalCheckFailedException', attempts: 1 });
    }
  });
});

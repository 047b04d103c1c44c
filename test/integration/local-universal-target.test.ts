/** Schedules whose target is an API: they delete items of a real DynamoDB Local at a virtual time. */
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateScheduleCommand,
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AwsService, createClock, serveAws } from '../../local/core/index.ts';
import { type AwsServer } from '../../local/core/server.ts';
import { itemActions } from '../../local/dynamodb/index.ts';
import { createScheduler } from '../../local/scheduler/index.ts';
import { type DynamoDbLocal, startDynamoDbLocal } from './local-lambda/dynamodb-local.ts';
import { localCredentials } from '../local-credentials.ts';
import { localAccess, localSite } from '../local-site.ts';

const clock = createClock({ speed: 600, startAt: new Date(Date.UTC(2026, 0, 1)) });
const TABLE = 'things';
const DELETE_ITEM = 'arn:aws:scheduler:::aws-sdk:dynamodb:deleteItem';

let engine: DynamoDbLocal;
let server: AwsServer;
let scheduler: AwsService;
let schedules: SchedulerClient;
let dynamodb: DynamoDBClient;
const deadLetters: { readonly body: string; readonly attributes: Readonly<Record<string, string>> }[] = [];
const logged: string[] = [];

beforeAll(async () => {
  engine = await startDynamoDbLocal();
  await engine.call('DynamoDB_20120810.CreateTable', {
    TableName: TABLE,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
  const region = 'us-east-1';
  const site = localSite({ clock, region, baseUrl: server.baseUrl, log: (message) => logged.push(message) });
  scheduler = createScheduler(site, {
    invoker: { invoke: () => Promise.reject(new Error('no function is a target here')) },
    queues: {
      send: (_caller, _queue, body, attributes = {}) => {
        deadLetters.push({ body, attributes });
        return Promise.resolve();
      },
    },
    apis: itemActions(engine.endpoint, site),
  });
  server.mount(scheduler);
  const common = { region, credentials: localCredentials };
  schedules = new SchedulerClient({ ...common, endpoint: `${server.baseUrl}/scheduler` });
  dynamodb = new DynamoDBClient({ ...common, endpoint: engine.endpoint });
}, 60_000);

afterAll(async () => {
  schedules.destroy();
  dynamodb.destroy();
  await scheduler.close();
  await server.close();
  await engine.stop();
});

const put = (id: string, arming: string) =>
  dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { id: { S: id }, arming: { S: arming } } }));
const exists = async (id: string): Promise<boolean> =>
  (await dynamodb.send(new GetItemCommand({ TableName: TABLE, Key: { id: { S: id } }, ConsistentRead: true }))).Item !==
  undefined;

const deleteOf = (id: string, arming: string) => ({
  TableName: TABLE,
  Key: { id: { S: id } },
  ConditionExpression: 'arming = :mine',
  ExpressionAttributeValues: { ':mine': { S: arming } },
});

const inAMinute = (Name: string, Input: unknown, Arn = DELETE_ITEM) =>
  schedules.send(
    new CreateScheduleCommand({
      Name,
      ScheduleExpression: `at(${new Date(clock.now() + 60_000).toISOString().slice(0, 19)})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn,
        RoleArn: 'arn:aws:iam::000000000000:role/any',
        Input: typeof Input === 'string' ? Input : JSON.stringify(Input),
        DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:000000000000:dead' },
      },
    }),
  );

describe('a universal target', () => {
  it('calls the API at the scheduled time, after which the schedule is deleted', async () => {
    await put('kept', 'a1');
    await inAMinute('deletes', deleteOf('kept', 'a1'));
    expect(await exists('kept')).toBe(true);
    await clock.sleep(300_000);
    expect(await exists('kept')).toBe(false);
    await expect(schedules.send(new GetScheduleCommand({ Name: 'deletes' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  it('does not retry a call whose condition fails, and sends the reason to the dead-letter queue', async () => {
    await put('renewed', 'a2');
    await inAMinute('stale', deleteOf('renewed', 'a1'));
    await clock.sleep(600_000);
    expect(await exists('renewed')).toBe(true);
    expect(deadLetters).toHaveLength(1);
    expect(deadLetters[0]?.attributes).toMatchObject({
      ERROR_CODE: 'ConditionalCheckFailedException',
      RETRY_ATTEMPTS: '0',
      TARGET_ARN: DELETE_ITEM,
    });
    expect(logged.filter((line) => line.includes('refused attempt'))).toHaveLength(1);
  });

  it("accepts member names in the API's own case only", async () => {
    await put('lower', 'a1');
    const { TableName: tableName, Key: key } = deleteOf('lower', 'a1');
    await inAMinute('lower-case', { tableName, key });
    await clock.sleep(300_000);
    expect(await exists('lower')).toBe(true);
    expect(deadLetters.at(-1)?.attributes['ERROR_CODE']).toBe('ValidationException');
  });

  it.each([
    ['only reads', 'arn:aws:scheduler:::aws-sdk:dynamodb:getItem', '{}', /read-only/],
    ['is not simulated', 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage', '{}', /not simulated/],
    [
      'is of another kind',
      'arn:aws:sns:us-east-1:000000000000:topic',
      '{}',
      /only Lambda functions, state machines and universal/,
    ],
    ['has an input that is not an object', DELETE_ITEM, 'delete it', /JSON object/],
  ])('is rejected if it %s', async (_what, arn, input, message) => {
    const refused = inAMinute('refused', input, arn);
    await expect(refused).rejects.toBeInstanceOf(ValidationException);
    await expect(refused).rejects.toThrow(message);
  });
});

/** An ordinary CDK app without any evenkeel code runs on this machine. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Alarm, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, type ITable, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { readRegister } from '../../local/children/register.ts';
import { boot, type LocalSystem } from '../../local/index.ts';
import { repository } from '../e2e/evenkeel.ts';

const PAY = `import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
const dynamodb = new DynamoDBClient({});
export const handler = async (event: { body: string }) => {
  await dynamodb.send(new PutItemCommand({ TableName: process.env['PAYMENTS'], Item: { id: { S: event.body } } }));
  return { statusCode: 201, body: event.body };
};
`;
/** Fails on the message `bad`, and writes an item for every other message and stream record. */
const WORK = `const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
exports.handler = async ({ Records }) => {
  for (const { body, dynamodb } of Records) {
    if (body === 'bad') throw new Error('a bad message');
    const id = dynamodb?.Keys.id.S ?? body;
    if (id.endsWith('-seen')) continue;
    await new DynamoDBClient({}).send(new PutItemCommand({ TableName: process.env.PAYMENTS, Item: { id: { S: id + '-seen' } } }));
  }
};`;

function synthesize(project: string): string {
  const outdir = join(project, 'cdk.out');
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'corner', { env: { region: 'us-east-1' } });
  const payments = new Table(stack, 'Payments', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    stream: StreamViewType.NEW_IMAGE,
  });
  const environment = { PAYMENTS: payments.tableName };
  const pay = new NodejsFunction(stack, 'Pay', {
    entry: join(project, 'src', 'pay.ts'),
    projectRoot: project,
    depsLockFilePath: join(project, 'package-lock.json'),
    runtime: Runtime.NODEJS_24_X,
    environment,
  });
  const log = new LogGroup(stack, 'WorkLog');
  const work = new LambdaFunction(stack, 'Work', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'work.handler',
    code: Code.fromAsset(join(project, 'work')),
    logGroup: log,
    environment,
  });
  const inline = new LambdaFunction(stack, 'Inline', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline("exports.handler = async () => ({ statusCode: 200, body: 'well' });"),
  });
  for (const target of [pay, work]) payments.grantReadWriteData(target);
  const dead = new Queue(stack, 'Dead');
  const jobs = new Queue(stack, 'Jobs', {
    visibilityTimeout: Duration.seconds(5),
    deadLetterQueue: { queue: dead, maxReceiveCount: 1 },
  });
  work.addEventSource(new SqsEventSource(jobs, { batchSize: 1 }));
  work.addEventSource(new DynamoEventSource(payments as ITable, { startingPosition: StartingPosition.TRIM_HORIZON }));
  const metric = { namespace: 'corner', metricName: 'bad' };
  new MetricFilter(stack, 'Bad', {
    logGroup: log,
    metricNamespace: metric.namespace,
    metricName: metric.metricName,
    filterPattern: FilterPattern.literal('"a bad message"'),
  });
  new Alarm(stack, 'TooBad', {
    metric: new Metric({ ...metric, period: Duration.minutes(1), statistic: 'Sum' }),
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  const api = new RestApi(stack, 'Api', { defaultCorsPreflightOptions: { allowOrigins: ['*'] } });
  api.root.addResource('payments').addMethod('POST', new LambdaIntegration(pay));
  api.root.addResource('health').addMethod('GET', new LambdaIntegration(inline));
  const outputs = { ApiUrl: api.url, Table: payments.tableName, JobsUrl: jobs.queueUrl, DeadUrl: dead.queueUrl };
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
  app.synth();
  return outdir;
}

describe('a plain app', () => {
  let project: string;
  let system: LocalSystem;
  let output: (name: string) => string;
  let place: object;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'evenkeel-plain-'));
    await symlink(join(repository, 'node_modules'), join(project, 'node_modules'));
    // On Lambda the code is still CommonJS, because there is no package.json above the function's folder.
    await writeFile(join(project, 'package.json'), '{"type":"module"}');
    await writeFile(join(project, 'package-lock.json'), '{}');
    for (const folder of ['src', 'work']) await mkdir(join(project, folder));
    await writeFile(join(project, 'src', 'pay.ts'), PAY);
    await writeFile(join(project, 'work', 'work.js'), WORK);
    system = await boot({
      assembly: synthesize(project),
      directory: join(project, 'run'),
      speed: 20,
      startAt: new Date('2026-01-01T00:00:00Z'),
      seed: 1,
      log: () => undefined,
    });
    output = (name) => String(system.outputs['corner']?.[name]);
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = system.environment;
    place = { region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } };
  }, 90_000);

  afterAll(async () => {
    await system.close();
    await rm(project, { recursive: true, force: true });
  });

  const at = (service: string) => ({ ...place, endpoint: String(system.environment[`AWS_ENDPOINT_URL_${service}`]) });
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    for (let turn = 0; turn < 150; turn += 1) {
      if (await condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('The condition did not hold within 15 s.');
  };

  it('starts no PostgreSQL if it has no database cluster', async () => {
    const { children = [] } = (await readRegister(join(project, 'run'))) ?? {};
    expect(children.map(({ name }) => name)).toEqual(['DynamoDB Local']);
  });

  it('serves its API from a bundle and from inline code, and answers CORS preflight requests', async () => {
    const paid = await fetch(`${output('ApiUrl')}payments`, { method: 'POST', body: 'p1' });
    expect({ status: paid.status, body: await paid.text() }).toEqual({ status: 201, body: 'p1' });
    expect(await (await fetch(`${output('ApiUrl')}health`)).text()).toBe('well');
    const preflight = await fetch(`${output('ApiUrl')}payments`, { method: 'OPTIONS' });
    expect({ status: preflight.status, allowed: preflight.headers.get('access-control-allow-origin') }).toEqual({
      status: 204,
      allowed: '*',
    });
  }, 30_000);

  it("processes its table's stream and its queue", async () => {
    const dynamodb = new DynamoDBClient(at('DYNAMODB'));
    const sqs = new SQSClient(at('SQS'));
    await sqs.send(new SendMessageCommand({ QueueUrl: output('JobsUrl'), MessageBody: 'job' }));
    for (const id of ['p1-seen', 'job-seen']) {
      const item = new GetItemCommand({ TableName: output('Table'), Key: { id: { S: id } }, ConsistentRead: true });
      await until(async () => (await dynamodb.send(item)).Item !== undefined);
    }
    dynamodb.destroy();
    sqs.destroy();
  }, 40_000);

  it('raises an alarm through a metric filter on an unnamed log group, and moves the failed message to the dead-letter queue', async () => {
    const sqs = new SQSClient(at('SQS'));
    const cloudwatch = new CloudWatchClient(at('CLOUDWATCH'));
    await sqs.send(new SendMessageCommand({ QueueUrl: output('JobsUrl'), MessageBody: 'bad' }));
    await until(async () => {
      const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({}));
      return MetricAlarms[0]?.StateValue === 'ALARM';
    });
    await until(async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: output('DeadUrl') }));
      return Messages[0]?.Body === 'bad';
    });
    sqs.destroy();
    cloudwatch.destroy();
  }, 60_000);
});

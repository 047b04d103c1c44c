/** A distributed reconciler, deployed from its construct onto the local AWS. In each state, the first function is killed. */
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { bundledEntry, ScheduledReconciler } from '../../../../infra/index.ts';
import { boot, type LocalSystem } from '../../../../local/index.ts';
import { repository } from '../../../e2e/evenkeel.ts';

const STAGES = ['plan', 'sketch', 'decode', 'read', 'join', 'conclude'];

/** Ends the process of each stage's first function when its work is done, before it can reply. */
const ENTRY = `import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createReconcileHandler, defineReconciliation, defineRule, dynamoDbView, minutes } from '${repository}/reconciler/index.ts';

const client = new DynamoDBClient({});
const view = (name: string) =>
  dynamoDbView({ name, client, table: name, key: 'id', fields: { price: 'decimal' }, version: 'version', updatedAt: 'updatedAt', writable: true });
const reconcile = createReconcileHandler({
  reconciliation: () =>
    defineReconciliation({
      rules: [
        defineRule({
          name: 'copies',
          left: view('prices'),
          right: view('copies'),
          relation: 'equal',
          mastership: { default: 'left' },
          settleWindow: minutes(2),
          repair: { kind: 'copy' },
        }),
      ],
    }),
});
const isFirst = (stage: string) =>
  client.send(
    new PutItemCommand({ TableName: 'killed', Item: { id: { S: stage } }, ConditionExpression: 'attribute_not_exists(id)' }),
  ).then(() => true, () => false);
export const handler = async (event: { stage?: string }, context: { getRemainingTimeInMillis(): number }) => {
  const reply = await reconcile(event, context);
  if (event.stage !== undefined && (await isFirst(event.stage))) process.exit(1);
  return reply;
};
`;

function synthesize(directory: string, entry: string): string {
  const outdir = join(directory, 'cdk.out');
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'level', { env: { region: 'us-east-1', account: '000000000000' } });
  const tables = ['prices', 'copies', 'killed'].map(
    (tableName) =>
      new Table(stack, tableName, {
        tableName,
        partitionKey: { name: 'id', type: AttributeType.STRING },
        billingMode: BillingMode.PAY_PER_REQUEST,
      }),
  );
  const reconciler = new ScheduledReconciler(stack, 'Reconciler', {
    prefix: 'level-',
    metricNamespace: 'level',
    code: bundledEntry(entry),
    logRetention: RetentionDays.ONE_DAY,
    removalPolicy: RemovalPolicy.DESTROY,
    schedule: 'rate(30 days)',
    scale: 'distributed',
    maxConcurrency: 3,
    oneFunctionSeconds: 0,
  });
  const actions = ['DescribeTable', 'Scan', 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'];
  reconciler.allow(
    actions.map((action) => `dynamodb:${action}`),
    tables.map(({ tableArn }) => tableArn),
  );
  reconciler.firstRun.node.addDependency(...tables);
  new CfnOutput(stack, 'Machine', { value: String(reconciler.distributed?.run.stateMachine.stateMachineArn) });
  app.synth();
  return outdir;
}

describe('a deployed distributed reconciler', () => {
  let directory: string;
  let system: LocalSystem;
  let dynamodb: DynamoDBClient;
  let sfn: SFNClient;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'evenkeel-distributed-'));
    await symlink(join(repository, 'node_modules'), join(directory, 'node_modules'));
    const entry = join(directory, 'reconcile.ts');
    await writeFile(entry, ENTRY);
    system = await boot({
      assembly: synthesize(directory, entry),
      directory: join(directory, 'run'),
      speed: 120,
      startAt: new Date('2026-01-01T00:00:00Z'),
      seed: 1,
      log: () => undefined,
    });
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = system.environment;
    const at = (service: string) => ({
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey },
      endpoint: String(system.environment[`AWS_ENDPOINT_URL_${service}`]),
    });
    dynamodb = new DynamoDBClient(at('DYNAMODB'));
    sfn = new SFNClient(at('SFN'));
  }, 120_000);
  afterAll(async () => {
    dynamodb.destroy();
    sfn.destroy();
    await system.close();
    await rm(directory, { recursive: true, force: true });
  });

  const put = async (table: string, ids: readonly number[], price: (id: number) => string): Promise<void> => {
    for (let from = 0; from < ids.length; from += 25) {
      const requests = ids.slice(from, from + 25).map((id) => ({
        PutRequest: {
          Item: {
            id: { S: `p${id}` },
            price: { N: price(id) },
            version: { N: '1' },
            updatedAt: { S: '2025-12-01T00:00:00Z' },
          },
        },
      }));
      await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    }
  };
  const prices = async (TableName: string): Promise<Record<string, string | undefined>> => {
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return Object.fromEntries(Items.map(({ id, price }) => [id?.S ?? '', price?.N] as const).sort());
  };

  it('repairs every difference, although the first function of each state is killed', async () => {
    const ids = Array.from({ length: 300 }, (_id, at) => at);
    await put('prices', ids, (id) => String(id));
    await put('copies', ids.slice(5), (id) => String(id % 60 === 59 ? id + 1 : id));
    const stateMachineArn = String(system.outputs['level']?.['Machine']);
    const start = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ trigger: 'run-now' }) });
    const { executionArn } = await sfn.send(start);
    let status: string | undefined = 'RUNNING';
    while (status === 'RUNNING') {
      await new Promise((resolve) => setTimeout(resolve, 200));
      ({ status } = await sfn.send(new DescribeExecutionCommand({ executionArn })));
    }
    const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    const failed = events.filter(({ type }) => type === 'LambdaFunctionFailed');
    expect([status, failed.map(({ lambdaFunctionFailedEventDetails: details }) => details?.error)]).toEqual([
      'SUCCEEDED',
      // The workers of the two maps fail in executions of their own.
      Array.from({ length: 4 }, () => 'Runtime.ExitError'),
    ]);
    const { Items: killed = [] } = await dynamodb.send(new ScanCommand({ TableName: 'killed' }));
    expect(killed.map(({ id }) => id?.S).sort()).toEqual([...STAGES].sort());
    expect(await prices('copies')).toEqual(await prices('prices'));
  }, 180_000);
});

/** The local AWS services on one server, with a resource of each kind, and well-formed requests to each service. */
import { createApiGateway } from '../../local/apigateway/index.ts';
import { openChildren } from '../../local/children/index.ts';
import { createCodeDeploy } from '../../local/codedeploy/index.ts';
import { createCloudFormation } from '../../local/cloudformation/index.ts';
import { createCloudWatch } from '../../local/cloudwatch/index.ts';
import { AwsError, type AwsService, type Provisioned, type ResourceContext } from '../../local/core/index.ts';
import { createEventBridge } from '../../local/eventbridge/index.ts';
import { createIam, serveIam } from '../../local/iam/index.ts';
import { createLambda } from '../../local/lambda/index.ts';
import { createLogs } from '../../local/logs/index.ts';
import { createRds } from '../../local/rds/index.ts';
import { createScheduler } from '../../local/scheduler/index.ts';
import { createSecretsManager, Secrets } from '../../local/secretsmanager/index.ts';
import { createSqs } from '../../local/sqs/index.ts';
import { createSts } from '../../local/sts/index.ts';
import { makeSite, ROLE } from '../integration/local-lambda/site.ts';
import { jsonCall, type LocalRequest, queryCall, restCall } from './local-requests.ts';

export interface LocalStage {
  readonly baseUrl: string;
  /** Well-formed requests, by the service's name. */
  readonly calls: Readonly<Record<string, readonly LocalRequest[]>>;
  /** What the server logged: an answer of 500 leaves its stack here. */
  readonly logged: () => readonly string[];
  readonly close: () => Promise<void>;
}

const START = new Date('2026-01-31T10:00:00Z');
const SECONDS = START.getTime() / 1000;
const CLUSTER = 'arn:aws:rds:us-east-1:000000000000:cluster:main';
const MASTER = { username: 'administrator', password: 'master-password' };
const APP_SPEC = JSON.stringify({
  version: 0.0,
  Resources: [
    {
      echo: {
        Type: 'AWS::Lambda::Function',
        Properties: { Name: 'echo', Alias: 'live', CurrentVersion: '1', TargetVersion: '1' },
      },
    },
  ],
  Hooks: [],
});
const ECHO = 'arn:aws:lambda:us-east-1:000000000000:function:echo';

export async function openLocalStage(): Promise<LocalStage> {
  // Fast, so that the operations answer, and not the rates of CloudWatch, whose seconds are virtual.
  const test = await makeSite({ speed: 600, startAt: START });
  const logged: string[] = [];
  const site = { ...test.site, log: (message: string) => logged.push(message) };
  const children = await openChildren(site.directory);
  const secrets = new Secrets();
  const { region, accountId, credentials, log } = site;
  const iam = createIam({ account: { region, accountId }, credentials, log, notice: log });

  const cloudwatch = createCloudWatch(site, { invoker: { invoke: (request) => lambda.invoke(request) } });
  const { metrics } = cloudwatch;
  const logs = createLogs(site, { metrics });
  const sqs = createSqs(site, metrics);
  const lambda = createLambda(site, {
    metrics,
    logs: logs.sink,
    queues: sqs.sink,
    environment: {},
    findNode: test.findNode,
  });
  const apis = {
    knows: (service: string, action: string) => service === 'dynamodb' && action === 'putItem',
    call: () => Promise.reject(new AwsError('ValidationException', 'there is no DynamoDB here')),
  };
  const scheduler = createScheduler(site, { invoker: lambda, queues: sqs.sink, apis });
  const apiGateway = createApiGateway(site, { invoker: lambda, metrics });
  const rds = createRds(site, children, (id) => secrets.find(id)?.value, { expectsCluster: true });
  const secretsManager = createSecretsManager(site, secrets, (cluster) => rds.describeCluster(cluster));
  const codeDeploy = createCodeDeploy(site, {
    invoker: lambda,
    traffic: lambda.traffic,
    alarmState: cloudwatch.alarmState,
  });
  const cloudFormation = createCloudFormation(site);
  const others = [createEventBridge(site), createSts(site, iam), serveIam(iam, site), cloudFormation];
  const services: readonly AwsService[] = [
    apiGateway,
    apiGateway.executeApi,
    scheduler,
    cloudwatch,
    codeDeploy,
    lambda,
    logs,
    sqs,
    secretsManager,
    rds,
    ...others,
  ];
  test.server.mount(...services);

  const make: Make = async (type, properties, assets) => {
    const resourceType = services
      .flatMap(({ resourceTypes }) => resourceTypes)
      .find((each) => each.type === `AWS::${type}`);
    if (resourceType === undefined) throw new Error(`there is no resource type ${type}`);
    const context = { stackName: 's', logicalId: type, defaultName: `s-${type}`, assetDirectory: () => '', ...assets };
    return resourceType.create(resourceType.parse(properties) as never, context);
  };

  const source = `export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });`;
  const code = {
    FunctionName: 'echo',
    Handler: 'index.handler',
    Role: ROLE,
    Runtime: 'nodejs24.x',
    Code: { S3Key: 'x.zip' },
  };
  await make('Lambda::Function', code, await test.asset('echo', source));
  const Principal = 'apigateway.amazonaws.com';
  await make('Lambda::Permission', { FunctionName: 'echo', Action: 'lambda:InvokeFunction', Principal });
  await make('Lambda::Version', { FunctionName: 'echo' });
  await make('Lambda::Alias', { FunctionName: 'echo', Name: 'live', FunctionVersion: '1' });
  await make('CodeDeploy::Application', { ApplicationName: 'app', ComputePlatform: 'Lambda' });
  await make('CodeDeploy::DeploymentGroup', {
    ApplicationName: 'app',
    DeploymentGroupName: 'group',
    ServiceRoleArn: 'arn:aws:iam::000000000000:role/deploys',
  });
  const { ref: queue } = await make('SQS::Queue', { QueueName: 'work' });
  await make('Logs::LogGroup', { LogGroupName: 'lines' });
  const { ref: secret } = await make('SecretsManager::Secret', {
    Name: 'master',
    SecretString: JSON.stringify(MASTER),
  });
  await make('RDS::DBCluster', {
    DBClusterIdentifier: 'main',
    Engine: 'aurora-postgresql',
    EnableHttpEndpoint: true,
    MasterUsername: MASTER.username,
    MasterUserPassword: MASTER.password,
  });
  const made = await makeApi(make);
  cloudFormation.put({
    name: 'shop',
    id: 'arn:aws:cloudformation:us-east-1:000000000000:stack/shop/1',
    description: 'a stack',
    createdAt: START.getTime(),
    outputs: [],
    resources: [],
  });

  return {
    baseUrl: test.server.baseUrl,
    calls: callsTo({ queue, secret, ...made }),
    logged: () => logged,
    async close() {
      for (const service of services) await service.close();
      await children.close();
      await test.remove();
    },
  };
}

/** Creates a resource as a template would. */
type Make = (type: string, properties: object, assets?: ResourceContext) => Promise<Provisioned>;

/** An API with one proxy of every method and path, which needs a key of its usage plan for POST. */
async function makeApi(make: Make): Promise<{ readonly api: string; readonly plan: string; readonly key: string }> {
  const { ref: api, attributes } = await make('ApiGateway::RestApi', { Name: 'front' });
  const root = { RestApiId: api, ParentId: attributes?.['RootResourceId'], PathPart: '{rest+}' };
  const { ref: resource } = await make('ApiGateway::Resource', root);
  const uri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${ECHO}/invocations`;
  const method = { RestApiId: api, ResourceId: resource, Integration: { Type: 'AWS_PROXY', Uri: uri } };
  await make('ApiGateway::Method', { ...method, HttpMethod: 'ANY' });
  await make('ApiGateway::Method', { ...method, HttpMethod: 'POST', ApiKeyRequired: true });
  const { ref: deployment } = await make('ApiGateway::Deployment', { RestApiId: api });
  await make('ApiGateway::Stage', { RestApiId: api, DeploymentId: deployment, StageName: 'dev' });
  const { ref: key } = await make('ApiGateway::ApiKey', { Name: 'key', Value: 'k'.repeat(20), Enabled: true });
  const stages = [{ ApiId: api, Stage: 'dev' }];
  const { ref: plan } = await make('ApiGateway::UsagePlan', { UsagePlanName: 'plan', ApiStages: stages });
  await make('ApiGateway::UsagePlanKey', { KeyId: key, KeyType: 'API_KEY', UsagePlanId: plan });
  return { api, plan, key };
}

interface Made {
  readonly queue: string;
  readonly secret: string;
  readonly api: string;
  readonly plan: string;
  readonly key: string;
}

/** Well-formed requests to every operation, for resources that exist. */
function callsTo({ queue: QueueUrl, secret, api, plan, key }: Made): LocalStage['calls'] {
  const database = { resourceArn: CLUSTER, secretArn: secret, database: 'postgres' };
  const metric = { Namespace: 'own', MetricName: 'Size' };
  const dimensions = [{ Name: 'sku', Value: 'a' }];
  const span = { StartTime: SECONDS - 600, EndTime: SECONDS + 600 };
  const logStream = { logGroupName: 'lines', logStreamName: 'one' };
  const target = { Arn: ECHO, RoleArn: 'arn:aws:iam::000000000000:role/r', Input: '{}' };
  const schedule = {
    ScheduleExpression: 'cron(0 12 ? * MON-FRI *)',
    ScheduleExpressionTimezone: 'Europe/London',
    StartDate: SECONDS,
    EndDate: SECONDS + 3600,
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
    Target: { ...target, RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 1 } },
  };
  const alarm = {
    AlarmName: 'alarm',
    ...metric,
    Dimensions: dimensions,
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    AlarmActions: [ECHO],
  };
  const stat = { Metric: { ...metric, Dimensions: dimensions }, Period: 60, Stat: 'p99' };
  const cloudwatch = (operation: string, body: object) =>
    jsonCall('cloudwatch', `GraniteServiceVersion20100801.${operation}`, body);
  const logs = (operation: string, body: object) => jsonCall('logs', `Logs_20140328.${operation}`, body);
  const sqs = (operation: string, body: object) => jsonCall('sqs', `AmazonSQS.${operation}`, { QueueUrl, ...body });
  const secrets = (operation: string, body: object) => jsonCall('secretsmanager', `secretsmanager.${operation}`, body);
  const message = {
    MessageBody: 'text',
    DelaySeconds: 0,
    MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
  };
  const entries = { Entries: [{ Id: 'a', ReceiptHandle: 'x#y', VisibilityTimeout: 0 }] };
  const name = 'echo';
  const codedeploy = (operation: string, body: object) =>
    jsonCall('codedeploy', `CodeDeploy_20141006.${operation}`, body);
  const deployed = { applicationName: 'app', deploymentGroupName: 'group' };
  return {
    rds_data: [
      restCall('POST', '/rds_data/Execute', {
        ...database,
        sql: 'SELECT :n::int AS n, :t AS t, ARRAY[1, 2] AS list',
        parameters: [
          { name: 'n', value: { longValue: 1 } },
          { name: 't', value: { stringValue: '2026-01-31' }, typeHint: 'DATE' },
        ],
        includeResultMetadata: true,
        formatRecordsAs: 'NONE',
        resultSetOptions: { decimalReturnType: 'STRING', longReturnType: 'LONG' },
      }),
      ...SQL.map((sql) => restCall('POST', '/rds_data/Execute', { ...database, sql })),
      restCall('POST', '/rds_data/BatchExecute', {
        ...database,
        sql: 'SELECT :n::int',
        parameterSets: [[{ name: 'n', value: { longValue: 1 } }]],
      }),
      restCall('POST', '/rds_data/BeginTransaction', { ...database, database: 'nowhere' }),
      restCall('POST', '/rds_data/CommitTransaction', { ...database, transactionId: 'none' }),
      restCall('POST', '/rds_data/RollbackTransaction', { ...database, transactionId: 'none' }),
    ],
    sqs: [
      sqs('SendMessage', message),
      sqs('SendMessageBatch', { Entries: [{ Id: 'a', ...message }] }),
      sqs('ReceiveMessage', {
        MaxNumberOfMessages: 1,
        WaitTimeSeconds: 0,
        VisibilityTimeout: 0,
        AttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      sqs('DeleteMessage', { ReceiptHandle: 'x#y' }),
      sqs('DeleteMessageBatch', entries),
      sqs('ChangeMessageVisibility', { ReceiptHandle: 'x#y', VisibilityTimeout: 0 }),
      sqs('ChangeMessageVisibilityBatch', entries),
      sqs('GetQueueAttributes', { AttributeNames: ['All'] }),
      sqs('GetQueueUrl', { QueueName: 'work' }),
      sqs('ListQueues', { QueueNamePrefix: 'w' }),
    ],
    lambda: [
      restCall('POST', `/lambda/2015-03-31/functions/${name}/invocations`, { statusCode: 200 }),
      restCall('GET', '/lambda/2015-03-31/functions'),
      restCall('GET', `/lambda/2015-03-31/functions/${name}`),
      restCall('GET', `/lambda/2015-03-31/functions/${name}/configuration`),
      restCall('POST', `/lambda/2015-03-31/functions/${name}/versions`, { Description: 'next' }),
      restCall('GET', `/lambda/2015-03-31/functions/${name}/versions?MaxItems=1`),
      restCall('PUT', `/lambda/2015-03-31/functions/${name}/code`, { ZipFile: 'UEsFBg==', Publish: false }),
      restCall('POST', `/lambda/2015-03-31/functions/${name}/aliases`, {
        Name: 'other',
        FunctionVersion: '1',
        RoutingConfig: { AdditionalVersionWeights: {} },
      }),
      restCall('GET', `/lambda/2015-03-31/functions/${name}/aliases/live`),
      restCall('PUT', `/lambda/2015-03-31/functions/${name}/aliases/live`, { FunctionVersion: '1', RevisionId: 'x' }),
      restCall('DELETE', `/lambda/2015-03-31/functions/${name}?Qualifier=7`),
      restCall('GET', `/lambda/2019-09-30/functions/${name}/concurrency`),
      restCall('PUT', '/lambda/2017-10-31/functions/other/concurrency', { ReservedConcurrentExecutions: 1 }),
      restCall('DELETE', '/lambda/2017-10-31/functions/other/concurrency'),
    ],
    codedeploy: [
      codedeploy('CreateDeployment', {
        ...deployed,
        deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
        revision: { revisionType: 'AppSpecContent', appSpecContent: { content: APP_SPEC } },
        autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
        overrideAlarmConfiguration: { enabled: false, alarms: [{ name: 'alarm' }] },
      }),
      codedeploy('GetDeployment', { deploymentId: 'd-NONE' }),
      codedeploy('StopDeployment', { deploymentId: 'd-NONE', autoRollbackEnabled: true }),
      codedeploy('ListDeployments', { ...deployed, includeOnlyStatuses: ['Succeeded'], createTimeRange: { start: 0 } }),
      codedeploy('GetDeploymentGroup', deployed),
      codedeploy('ListDeploymentTargets', { deploymentId: 'd-NONE' }),
      codedeploy('GetDeploymentTarget', { deploymentId: 'd-NONE', targetId: 'echo:live' }),
      codedeploy('PutLifecycleEventHookExecutionStatus', {
        deploymentId: 'd-NONE',
        lifecycleEventHookExecutionId: 'x',
        status: 'Succeeded',
      }),
    ],
    cloudwatch: [
      cloudwatch('PutMetricData', {
        Namespace: 'own',
        MetricData: [
          { MetricName: 'Size', Value: 1, Timestamp: SECONDS, Unit: 'Count', Dimensions: dimensions },
          { MetricName: 'Size', Values: [1, 2], Counts: [1, 1] },
          { MetricName: 'Size', StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 } },
        ],
      }),
      cloudwatch('GetMetricData', { MetricDataQueries: [{ Id: 'm', MetricStat: stat }], ...span }),
      cloudwatch('GetMetricStatistics', {
        ...metric,
        ...span,
        Dimensions: dimensions,
        Period: 60,
        Statistics: ['Sum'],
      }),
      cloudwatch('ListMetrics', { Namespace: 'own', Dimensions: [{ Name: 'sku' }] }),
      cloudwatch('PutMetricAlarm', alarm),
      cloudwatch('PutCompositeAlarm', { AlarmName: 'both', AlarmRule: 'ALARM("alarm") AND NOT (OK(alarm) OR FALSE)' }),
      cloudwatch('DescribeAlarms', { AlarmNames: ['alarm'], AlarmTypes: ['MetricAlarm'], MaxRecords: 1 }),
      cloudwatch('DescribeAlarmsForMetric', { ...metric, Dimensions: dimensions, Period: 60 }),
      cloudwatch('DescribeAlarmHistory', { AlarmName: 'alarm', StartDate: SECONDS, EndDate: SECONDS, MaxRecords: 1 }),
      cloudwatch('SetAlarmState', {
        AlarmName: 'alarm',
        StateValue: 'OK',
        StateReason: 'asked',
        StateReasonData: '{}',
      }),
      cloudwatch('DeleteAlarms', { AlarmNames: ['other'] }),
      cloudwatch('EnableAlarmActions', { AlarmNames: ['alarm'] }),
      cloudwatch('DisableAlarmActions', { AlarmNames: ['alarm'] }),
      cloudwatch('GetDashboard', { DashboardName: 'board' }),
    ],
    logs: [
      logs('CreateLogGroup', { logGroupName: 'other' }),
      logs('DescribeLogGroups', { logGroupNamePrefix: 'l', limit: 1 }),
      logs('PutRetentionPolicy', { logGroupName: 'other', retentionInDays: 7 }),
      logs('CreateLogStream', logStream),
      logs('DescribeLogStreams', { logGroupName: 'lines', orderBy: 'LastEventTime', descending: true, limit: 1 }),
      logs('PutLogEvents', {
        ...logStream,
        logEvents: [
          { timestamp: SECONDS * 1000, message: '{"level":"ERROR","n":1}' },
          { timestamp: SECONDS * 1000, message: EMBEDDED_METRIC },
        ],
      }),
      logs('FilterLogEvents', {
        logGroupName: 'lines',
        filterPattern: '{ $.level = "E*R" && ($.n > 0 || $.list[0] IS NULL) }',
        startTime: 0,
        endTime: SECONDS * 1000,
        limit: 5,
      }),
      logs('GetLogEvents', { ...logStream, startTime: 0, endTime: SECONDS * 1000, limit: 5, startFromHead: true }),
      logs('PutMetricFilter', {
        logGroupName: 'lines',
        filterName: 'errors',
        filterPattern: '{ $.level = "ERROR" }',
        metricTransformations: [{ metricName: 'errors', metricNamespace: 'own', metricValue: '$.n', defaultValue: 0 }],
      }),
      logs('DescribeMetricFilters', { logGroupName: 'lines', filterNamePrefix: 'e', limit: 1 }),
      logs('DeleteMetricFilter', { logGroupName: 'lines', filterName: 'other' }),
      logs('TestMetricFilter', { filterPattern: '?a "b" -c %d+%', logEventMessages: ['a', 'b'] }),
    ],
    scheduler: [
      restCall('GET', '/scheduler/schedules?MaxResults=1&NamePrefix=h'),
      restCall('GET', '/scheduler/schedules/hourly?groupName=default'),
      restCall('POST', '/scheduler/schedules/hourly', schedule),
      restCall('PUT', '/scheduler/schedules/hourly', { ...schedule, ScheduleExpression: 'rate(1 hour)' }),
      restCall('PUT', '/scheduler/schedules/hourly', { ...schedule, ScheduleExpression: 'at(2026-02-28T00:00:00)' }),
      restCall('DELETE', '/scheduler/schedules/other'),
    ],
    secretsmanager: [
      secrets('GetSecretValue', { SecretId: secret }),
      secrets('DescribeSecret', { SecretId: 'master' }),
      secrets('ListSecrets', {}),
    ],
    cloudformation: [
      queryCall('cloudformation', { Action: 'DescribeStacks', StackName: 'shop', NextToken: '0' }),
      queryCall('cloudformation', { Action: 'ListStackResources', StackName: 'shop' }),
    ],
    sts: [queryCall('sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' })],
    eventbridge: [
      jsonCall('eventbridge', 'AWSEvents.PutEvents', {
        Entries: [{ Source: 's', DetailType: 't', Detail: '{"a":1}', Resources: ['r'], Time: SECONDS }],
      }),
    ],
    apigateway: [
      restCall('GET', '/apigateway/restapis'),
      restCall('GET', `/apigateway/restapis/${api}`),
      restCall('GET', `/apigateway/restapis/${api}/resources`),
      restCall('GET', `/apigateway/restapis/${api}/stages`),
      restCall('GET', '/apigateway/apikeys?includeValues=true'),
      restCall('GET', `/apigateway/apikeys/${key}`),
      restCall('GET', '/apigateway/usageplans'),
      restCall('GET', `/apigateway/usageplans/${plan}/usage?startDate=2026-01-01&endDate=2026-01-31`),
      restCall('GET', `/apigateway/usageplans/${plan}/usage?startDate=0001-01-01&endDate=9999-12-31`),
    ],
    execute_api: [
      restCall('GET', `/execute_api/${api}/dev/orders/1?a=b`),
      { ...restCall('POST', `/execute_api/${api}/dev/orders`, { sku: 'a' }), headers: { 'x-api-key': 'k'.repeat(20) } },
    ],
    _evenkeel: [restCall('GET', '/_evenkeel/clock'), restCall('PUT', '/_evenkeel/custom-resource?token=x', {})],
  };
}

/** Statements whose results or effects are unusual. */
const SQL = [
  '',
  ';',
  'SELECT 1; SELECT 2',
  'BEGIN',
  'COMMIT',
  'SET ROLE nobody',
  "SELECT ARRAY[['a', 'b'], ['c', NULL]], ARRAY[[now()]], '{}'::int[]",
  "SELECT 'NaN'::numeric, 'infinity'::timestamptz, '\\x00'::bytea, NULL",
  'COPY (SELECT 1) TO STDOUT',
  'COPY pg_class FROM STDIN',
  'LISTEN a',
  "SELECT repeat('x', 70000)",
  'SELECT FROM pg_class',
  "DO $$ BEGIN RAISE EXCEPTION 'no'; END $$",
  'SELECT pg_terminate_backend(pg_backend_pid())',
];

const EMBEDDED_METRIC = JSON.stringify({
  _aws: {
    Timestamp: SECONDS * 1000,
    CloudWatchMetrics: [{ Namespace: 'own', Dimensions: [['who']], Metrics: [{ Name: 'n', Unit: 'Count' }] }],
  },
  who: { toString: 1 },
  n: 1,
});

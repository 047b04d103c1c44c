import { type ApiGateway, createApiGateway } from './apigateway/index.ts';
import type { Children } from './children/index.ts';
import { type CodeDeploy, createCodeDeploy } from './codedeploy/index.ts';
import { type CloudFormation, createCloudFormation } from './cloudformation/index.ts';
import { type BlindAlarm, type CloudWatch, createCloudWatch } from './cloudwatch/index.ts';
import type { AnyResourceType, AwsRequest, AwsResponse, AwsService, FunctionInvoker, Site } from './core/index.ts';
import { createDynamoDb, type DynamoDb, type DynamoDbOptions, itemActions } from './dynamodb/index.ts';
import { endpointVariables } from './environment.ts';
import { createEventBridge, type EventBridge } from './eventbridge/index.ts';
import { createEventSources } from './event-source/index.ts';
import { type Iam, serveIam } from './iam/index.ts';
import { createLambda } from './lambda/index.ts';
import { nodeFor } from './lambda/node/index.ts';
import { createLogs } from './logs/index.ts';
import { createRds } from './rds/index.ts';
import { createRoute53, type Route53 } from './route53/index.ts';
import { createScheduler } from './scheduler/index.ts';
import { createSecretsManager, Secrets } from './secretsmanager/index.ts';
import { createSqs } from './sqs/index.ts';
import { createStepFunctions } from './stepfunctions/index.ts';
import { createStreams } from './streams/index.ts';
import { createSts } from './sts/index.ts';
import { createXRay, type XRay } from './xray/index.ts';

/** Names of the AWS APIs that are served at `<baseUrl>/<name>`. */
const APIS = [
  'apigateway',
  'cloudformation',
  'cloudwatch',
  'codedeploy',
  'dynamodb_streams',
  'eventbridge',
  'iam',
  'lambda',
  'logs',
  'rds_data',
  'scheduler',
  'secretsmanager',
  'sfn',
  'sqs',
  'sts',
  'xray',
];

export interface Services {
  /** The services that the HTTP server serves. */
  readonly served: readonly AwsService[];
  readonly resourceTypes: readonly AnyResourceType[];
  readonly invoker: FunctionInvoker;
  readonly secrets: Secrets;
  readonly dynamodb: DynamoDb;
  readonly apiGateway: ApiGateway;
  readonly cloudFormation: CloudFormation;
  readonly codeDeploy: CodeDeploy;
  readonly eventBridge: EventBridge;
  readonly route53: Route53;
  readonly xray: XRay;
  /** Serves the packages of functions' code. */
  readonly functionCode: (request: AwsRequest) => AwsResponse;
  readonly endpoints: Readonly<Record<string, string>>;
  /** The alarms that can never fire, because nothing emits their metric. */
  readonly blindAlarms: () => readonly BlindAlarm[];
  /** How the alarms differ from AWS, and which would not work there either: one sentence each. */
  readonly alarmNotices: () => readonly string[];
  /** For each engine, a call that resolves when it has answered. */
  readonly probes: () => Readonly<Record<string, () => Promise<void>>>;
  /** The processes of functions that ended although nobody asked them to, and how. */
  readonly ended: () => readonly { readonly name: string; readonly how: string }[];
  /** Closes the services in an order in which each one's callers are closed first. */
  readonly close: () => Promise<void>;
}

export interface ServicesOptions extends DynamoDbOptions {
  /** Concurrent invocations of functions that the account allows. */
  readonly accountConcurrency?: number | undefined;
  /** Whether a template has a database cluster. */
  readonly expectsCluster: boolean;
}

/** Creates all services, and passes each the services that it calls. */
export async function createServices(
  site: Site,
  iam: Iam,
  children: Children,
  options: ServicesOptions,
): Promise<Services> {
  const dynamodb = await createDynamoDb(site, children, options);
  const endpoints = endpointVariables(site.baseUrl, APIS, dynamodb.endpoint);
  const secrets = new Secrets();
  const rds = createRds(site, children, (arn) => secrets.find(arn)?.value, options);
  const secretsManager = createSecretsManager(site, secrets, (cluster) => rds.describeCluster(cluster));

  // Alarms invoke functions, and functions report metrics. CloudWatch is created first and reaches Lambda through this.
  const invoker: FunctionInvoker = { invoke: (request) => lambda.invoke(request) };
  const cloudwatch: CloudWatch = createCloudWatch(site, { invoker });
  const { metrics } = cloudwatch;
  const logs = createLogs(site, { metrics });
  const sqs = createSqs(site, metrics);
  const queues = sqs.sink;
  const { accountConcurrency } = options;
  const lambda = createLambda(site, {
    metrics,
    logs: logs.sink,
    queues,
    environment: endpoints,
    accountConcurrency,
    findNode: (runtime) => nodeFor(runtime, options),
  });
  const streams = createStreams(site, dynamodb.engineEndpoint);
  const { readers } = streams;
  const { executionRole } = lambda;
  const eventSources = createEventSources(site, { invoker, executionRole, metrics, queues, dynamodb, readers });

  const codeDeploy = createCodeDeploy(site, {
    invoker,
    traffic: lambda.traffic,
    alarmState: cloudwatch.alarmState,
  });
  const apiGateway = createApiGateway(site, { invoker, metrics });
  const eventBridge = createEventBridge(site);
  const apis = itemActions(dynamodb.engineEndpoint, site);
  const { putEvents } = eventBridge;
  const stepFunctions = createStepFunctions(site, { invoker, metrics, queues, apis, putEvents });
  const scheduler = createScheduler(site, { invoker, queues, apis, startExecution: stepFunctions.start });
  const cloudFormation = createCloudFormation(site);
  const route53 = createRoute53();
  const xray = createXRay();

  const served = [
    apiGateway,
    apiGateway.executeApi,
    cloudFormation,
    cloudwatch,
    codeDeploy,
    eventBridge,
    lambda,
    logs,
    rds,
    scheduler,
    secretsManager,
    sqs,
    stepFunctions,
    streams,
    serveIam(iam, site),
    createSts(site, iam),
    xray,
  ];
  const callersFirst = [
    codeDeploy,
    apiGateway,
    scheduler,
    stepFunctions,
    eventSources,
    cloudwatch,
    lambda,
    logs,
    sqs,
    secretsManager,
    rds,
    streams,
    dynamodb,
  ];
  return {
    served,
    resourceTypes: [...served, eventSources, dynamodb, route53].flatMap(({ resourceTypes }) => resourceTypes),
    invoker,
    secrets,
    dynamodb,
    apiGateway,
    cloudFormation,
    codeDeploy,
    eventBridge,
    route53,
    xray,
    functionCode: lambda.download,
    endpoints,
    blindAlarms: () =>
      cloudwatch.blindAlarms({
        services: [lambda.reports(eventSources.readsStream), sqs.reports, apiGateway.reports, stepFunctions.reports],
        filters: logs.filterTargets(),
        codeContains: lambda.containsAll,
      }),
    alarmNotices: () => cloudwatch.alarmNotices({ filters: logs.filterTargets() }),
    probes: () => ({ ...dynamodb.probes, ...rds.probes(), ...lambda.probes() }),
    ended: () => lambda.ended(),
    async close() {
      for (const service of callersFirst) {
        await service.close().catch((error: unknown) => {
          site.log(`closing: ${String(error)}`);
        });
      }
    },
  };
}

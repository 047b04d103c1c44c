/** The system as a CDK app: `npm run synth` writes cdk.out. */
import { App, CfnOutput, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Alarm, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, type ITable, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Function, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  DatabaseCluster,
  DatabaseClusterEngine,
} from 'aws-cdk-lib/aws-rds';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { bundledEntry, ChaosControl, ScheduledReconciler } from 'evenkeel/infra';

const prefix = 'bookings-dev-';
const MINUTE = Duration.minutes(1);

const app = new App({ outdir: 'cdk.out' });
const stack = new Stack(app, 'bookings-dev', { env: { region: 'us-east-1' } });

// Stores

const table = (name: string, key: string, stream?: StreamViewType) =>
  new Table(stack, `Table-${name}`, {
    tableName: `${prefix}${name}`,
    partitionKey: { name: key, type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(stream !== undefined && { stream }),
  });

const tables = {
  events: table('events', 'eventId', StreamViewType.NEW_AND_OLD_IMAGES),
  listings: table('listings', 'eventId'),
  bookings: table('bookings', 'bookingId'),
  holds: table('holds', 'bookingId'),
  tickets: table('tickets', 'bookingId', StreamViewType.NEW_AND_OLD_IMAGES),
  totals: table('totals', 'organiserId'),
};
tables.bookings.addGlobalSecondaryIndex({
  indexName: 'waiting',
  partitionKey: { name: 'waitingFor', type: AttributeType.STRING },
  sortKey: { name: 'createdAt', type: AttributeType.STRING },
});

const vpc = new Vpc(stack, 'Vpc', {
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  natGateways: 0,
  restrictDefaultSecurityGroup: false,
  subnetConfiguration: [{ name: 'database', subnetType: SubnetType.PRIVATE_ISOLATED }],
});
const cluster = new DatabaseCluster(stack, 'Cluster', {
  engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_5 }),
  writer: ClusterInstance.serverlessV2('Writer'),
  defaultDatabaseName: 'bookings',
  enableDataApi: true,
  vpc: vpc as IVpc,
  vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  removalPolicy: RemovalPolicy.DESTROY,
});
const secretArn = cluster.secret?.secretArn ?? '';

// Functions

const offers = new Queue(stack, 'Offers', { queueName: `${prefix}offers`, visibilityTimeout: Duration.seconds(30) });
const undelivered = new Queue(stack, 'Undelivered', { queueName: `${prefix}undelivered` });

const environment = {
  PREFIX: prefix,
  CLUSTER_ARN: cluster.clusterArn,
  SECRET_ARN: secretArn,
  DATABASE: 'bookings',
};

function lambda(name: string, entry = name, timeout = Duration.seconds(5)): Function {
  const made = new Function(stack, `Function-${name}`, {
    functionName: `${prefix}${name}`,
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: bundledEntry(`src/${entry}.ts`),
    timeout,
    memorySize: 512,
    environment: { ...environment, OFFERS_QUEUE: offers.queueUrl },
    logGroup: new LogGroup(stack, `Log-${name}`, {
      logGroupName: `/aws/lambda/${prefix}${name}`,
      retention: RetentionDays.ONE_WEEK,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  });
  for (const each of Object.values(tables)) each.grantReadWriteData(made);
  cluster.grantDataApiAccess(made);
  offers.grantSendMessages(made);
  return made;
}

const booking = lambda('booking', 'api');
const organisers = lambda('organisers');
const waiting = lambda('waiting');
const totals = lambda('totals');
const listings = lambda('listings');
const expiry = lambda('expiry');

waiting.addEventSource(new SqsEventSource(offers, { batchSize: 5, reportBatchItemFailures: true }));
const stream = {
  startingPosition: StartingPosition.TRIM_HORIZON,
  retryAttempts: 5,
  onFailure: new SqsDlq(undelivered),
};
totals.addEventSource(
  new DynamoEventSource(tables.tickets as ITable, {
    ...stream,
    batchSize: 10,
    bisectBatchOnError: true,
    reportBatchItemFailures: true,
    filters: [{ pattern: JSON.stringify({ eventName: ['INSERT'] }) }],
  }),
);
listings.addEventSource(new DynamoEventSource(tables.events as ITable, { ...stream, batchSize: 25 }));

const schema = new CustomResource(stack, 'Schema', { serviceToken: lambda('schema', 'schema', MINUTE).functionArn });
schema.node.addDependency(cluster);
for (const each of [booking, waiting, expiry]) each.node.addDependency(schema);

const scheduler = new Role(stack, 'Scheduler', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
expiry.grantInvoke(scheduler);
new CfnSchedule(stack, 'Sweep', {
  name: `${prefix}expiry`,
  scheduleExpression: 'rate(1 minute)',
  flexibleTimeWindow: { mode: 'OFF' },
  target: { arn: expiry.functionArn, roleArn: scheduler.roleArn, input: '{}' },
});

// The API

const api = new RestApi(stack, 'Api', { restApiName: `${prefix}api`, deployOptions: { stageName: 'dev' } });
api.root.addResource('bookings').addMethod('POST', new LambdaIntegration(booking));
const events = api.root.addResource('events');
events.addMethod('GET', new LambdaIntegration(organisers));
const event = events.addResource('{eventId}');
event.addMethod('PUT', new LambdaIntegration(organisers));
event.addResource('seats').addMethod('POST', new LambdaIntegration(organisers));

// Alarms

const alarm = (name: string, metric: IMetric) =>
  new Alarm(stack, `Alarm-${name}`, {
    alarmName: `${prefix}${name}`,
    metric,
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });

/** A failing step is retried, so the function itself does not fail. Its log shows the error. */
for (const step of ['hold', 'charge', 'ticket', 'refund', 'release']) {
  const metricName = `Failures-${step}`;
  for (const [name, from] of Object.entries({ booking, waiting, expiry })) {
    new MetricFilter(stack, `Failures-${step}-${name}`, {
      logGroup: from.logGroup,
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.event', '=', 'step.failed'),
        FilterPattern.stringValue('$.step', '=', step),
      ),
      metricNamespace: 'bookings-dev',
      metricName,
      metricValue: '1',
    });
  }
  alarm(`${step}-failures`, new Metric({ namespace: 'bookings-dev', metricName, statistic: 'Sum', period: MINUTE }));
}
for (const [name, from] of Object.entries({ booking, waiting, totals, listings, expiry })) {
  alarm(`${name}-errors`, from.metricErrors({ period: MINUTE }));
}
alarm('undelivered', undelivered.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }));

// evenkeel

const reconciler = new ScheduledReconciler(stack, 'Reconciler', {
  prefix,
  metricNamespace: 'bookings-dev',
  code: bundledEntry('src/reconcile.ts'),
  environment,
  logRetention: RetentionDays.ONE_WEEK,
  removalPolicy: RemovalPolicy.DESTROY,
});
for (const each of Object.values(tables)) each.grantReadWriteData(reconciler.run.function);
cluster.grantDataApiAccess(reconciler.run.function);
expiry.grantInvoke(reconciler.run.function);

reconciler.firstRun.node.addDependency(schema); // its rules read tables of the database

const chaos = new ChaosControl(stack, 'Chaos', { prefix }); // leave it out of stages in which faults are not allowed
for (const each of [booking, waiting, totals, listings]) chaos.enable(each);

new CfnOutput(stack, 'ApiUrl', { value: api.url });
new CfnOutput(stack, 'ClusterArn', { value: cluster.clusterArn });
new CfnOutput(stack, 'SecretArn', { value: secretArn });
app.synth();

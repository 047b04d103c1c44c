import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, type ITable, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Function, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { bundledEntry, ChaosControl, ScheduledReconciler } from 'evenkeel/infra';

const prefix = 'shop-dev-';
const app = new App({ outdir: 'cdk.out' });
const stack = new Stack(app, 'shop-dev', { env: { region: 'us-east-1' } });

const table = (name: string, stream?: StreamViewType) =>
  new Table(stack, name, {
    tableName: `${prefix}${name}`,
    partitionKey: { name: 'sku', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(stream !== undefined && { stream }),
  });
const products = table('products', StreamViewType.NEW_IMAGE);
const prices = table('prices');

const lambda = (name: string, environment: Record<string, string>) =>
  new Function(stack, `${name}-function`, {
    functionName: `${prefix}${name}`,
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: bundledEntry(`src/${name}.ts`), // or the output of your own build
    timeout: Duration.seconds(10),
    memorySize: 512,
    environment,
  });
const catalog = lambda('catalog', { PRODUCTS: products.tableName });
products.grantWriteData(catalog);
const copy = lambda('copy', { PRICES: prices.tableName });
prices.grantWriteData(copy);
copy.addEventSource(new DynamoEventSource(products as ITable, { startingPosition: StartingPosition.TRIM_HORIZON }));

const api = new RestApi(stack, 'Api', { restApiName: `${prefix}api`, deployOptions: { stageName: 'dev' } });
api.root.addResource('products').addMethod('PUT', new LambdaIntegration(catalog));
new CfnOutput(stack, 'ApiUrl', { value: api.url });

const reconciler = new ScheduledReconciler(stack, 'Reconciler', {
  prefix, // of the ledger, the control table, the function, the schedule and the alarms
  metricNamespace: 'shop-dev',
  code: bundledEntry('src/reconcile.ts'),
  environment: { PREFIX: prefix },
  logRetention: RetentionDays.ONE_MONTH,
  removalPolicy: RemovalPolicy.DESTROY, // in production: RETAIN_ON_UPDATE_OR_DELETE
});
const read = ['dynamodb:DescribeTable', 'dynamodb:Scan', 'dynamodb:BatchGetItem'];
reconciler.allow(read, [products.tableArn, prices.tableArn]);
reconciler.allow(['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], [prices.tableArn]);

new ChaosControl(stack, 'Chaos', { prefix }); // for game days; leave it out of stages in which nothing may be broken
app.synth();

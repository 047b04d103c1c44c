/** Findings of cdk-nag's AwsSolutions that we answer with a reason instead of a change. All of them are here. */
import { type App, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { functionNames, functions } from './catalogue/functions.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import { prefixOf, type Stage } from './stage.ts';

interface Suppression {
  readonly rule: string;
  readonly at: (node: IConstruct) => boolean;
  readonly reason: string;
}

/** The construct at this path, whatever the stage's prefix: `api/Api`. */
const path =
  (wanted: string) =>
  (node: IConstruct): boolean =>
    node.node.path.endsWith(`-${wanted}`);

const everyStage: readonly Suppression[] = [
  {
    rule: 'IAM5[Resource::*]',
    at: (node) => node instanceof ServiceFunction,
    reason: 'Only the X-Ray actions have the resource *: they know no narrower one. A test holds that.',
  },
  {
    rule: 'SMG4',
    at: (node) => node instanceof Secret && node.node.id !== 'TokenSecret',
    reason:
      'Only the Data API, which IAM guards, takes these credentials. Rotation needs a function inside the isolated network, with a way out to Secrets Manager; the migration sets new passwords at each deployment instead.',
  },
  {
    rule: 'SMG4',
    at: (node) => node.node.id === 'TokenSecret',
    reason: 'A new key ends every token at once, so its change is an act of the operator, not of a timer.',
  },
  {
    rule: 'SQS3',
    at: (node) => node instanceof CfnQueue && node.redrivePolicy === undefined,
    reason: 'It is a dead-letter queue itself, watched by an alarm on its depth.',
  },
  {
    rule: 'APIG2',
    at: path('api/Api'),
    reason:
      'Each service parses its requests and answers every error at once, with its path, as a problem document. A validator in front would answer first, with one line.',
  },
  {
    rule: 'APIG3',
    at: path('api/Api'),
    reason: 'A web ACL belongs to the account that deploys; usage plans throttle and authorisation is on every route.',
  },
  {
    rule: 'COG4',
    at: path('api/Api'),
    reason: 'Callers are systems: they are authorised by IAM, or by a bearer token that the authoriser checks.',
  },
  {
    rule: 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    at: path('api/Api'),
    reason: "API Gateway's one logging role per account and region takes AWS's own policy.",
  },
];

const unretainedStores: readonly Suppression[] = [
  {
    rule: 'RDS10',
    at: path('data/Databases'),
    reason: 'The stage is made and removed as a whole; its data are test data.',
  },
];

/** Resources whose wildcard stands for what is not known before it exists. */
function openResources(stage: Stage): readonly Suppression[] {
  const prefix = prefixOf(stage);
  const arn = (service: string, resource: string) =>
    `IAM5[Resource::arn:<AWS::Partition>:${service}:${stage.region}:<AWS::AccountId>:${resource}]`;
  const streamed = new Set(functionNames.flatMap((name) => functions[name].streams ?? []).map(({ table }) => table));
  return [
    ...[...streamed].map((table) => ({
      rule: arn('dynamodb', `table/${prefix}${table}/stream/*`),
      at: path('services'),
      reason: "Lambda lists a table's streams, whose names end in the time of their creation.",
    })),
    {
      rule: arn('scheduler', `schedule/default/${prefix}alarm-recheck-*`),
      at: path('services'),
      reason: 'One-off schedules, each named after the minute in which it looks again.',
    },
  ];
}

/** Marks the app's findings that have a reason, for `AwsSolutionsChecks` to pass over. */
export function acknowledgeFindings(app: App, stage: Stage): void {
  const suppressions = [...everyStage, ...openResources(stage), ...(stage.retainStores ? [] : unretainedStores)];
  for (const node of app.node.findAll()) {
    for (const { rule, at, reason } of suppressions) {
      if (at(node)) Validations.of(node).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
    }
  }
}

/** All findings of cdk-nag's AwsSolutions that we accept, each with a reason. */
import { Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { functionNames, functions } from './catalogue/functions.ts';
import { gradual } from './catalogue/gradual.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import { prefixOf, type Stage } from './stage.ts';

interface Suppression {
  readonly rule: string;
  readonly at: (node: IConstruct) => boolean;
  readonly reason: string;
}

/** Matches the construct at this path, in any stage: `api/Api`. */
const path =
  (wanted: string) =>
  (node: IConstruct): boolean =>
    node.node.path.endsWith(`-${wanted}`);

const everyStage: readonly Suppression[] = [
  {
    rule: 'IAM5[Resource::*]',
    at: (node) => node instanceof ServiceFunction,
    reason: 'Only the X-Ray actions have the resource *: they support no narrower one. A test ensures it.',
  },
  {
    rule: 'SMG4',
    at: (node) => node instanceof Secret && !/^(Token|Key)Secret/.test(node.node.id),
    reason:
      'Only the Data API, which IAM protects, uses these credentials. Rotation would need a function inside the isolated network with access to Secrets Manager; instead, the migration applies the current secret at each deployment.',
  },
  {
    rule: 'SMG4',
    at: (node) => node.node.id === 'TokenSecret',
    reason: 'A new key invalidates all tokens at once, so an operator rotates it, not a timer.',
  },
  {
    rule: 'SMG4',
    at: (node) => node instanceof Secret && node.node.id.startsWith('KeySecret'),
    reason:
      'It holds an API key that both regions take. A new one locks its customer out, so an operator rotates it, not a timer.',
  },
  {
    rule: 'SQS3',
    at: (node) => node instanceof CfnQueue && node.redrivePolicy === undefined,
    reason: 'It is a dead-letter queue itself, with an alarm on its depth.',
  },
  {
    rule: 'APIG2',
    at: path('api/Api'),
    reason:
      'Each service validates its requests and reports all errors together, each with its path. A validator at the gateway would answer first, with a single line.',
  },
  {
    rule: 'APIG3',
    at: path('api/Api'),
    reason: 'A web ACL is up to the account that deploys; usage plans throttle and every route is authorised.',
  },
  {
    rule: 'COG4',
    at: path('api/Api'),
    reason: 'Callers are systems, authorised by IAM or by a bearer token that the authoriser checks.',
  },
  {
    rule: 'APIG4',
    at: path('api/Api/Default/healthcheck/GET'),
    reason:
      "Route 53's health checkers have neither a key nor a token. The route takes no input, and its answer says only whether it works.",
  },
];

const unprotectedStores: readonly Suppression[] = [
  {
    rule: 'RDS10',
    at: path('data/Databases'),
    reason: 'The stage is created and deleted as a whole; its data is test data.',
  },
];

/** Resources with a wildcard, because part of their name is not known in advance. */
function openResources(stage: Stage): readonly Suppression[] {
  const prefix = prefixOf(stage);
  const arn = (service: string, resource: string) =>
    `IAM5[Resource::arn:<AWS::Partition>:${service}:${stage.region}:<AWS::AccountId>:${resource}]`;
  const streamed = new Set(functionNames.flatMap((name) => functions[name].streams ?? []).map(({ table }) => table));
  return [
    ...[...streamed].map((table) => ({
      rule: arn('dynamodb', `table/${prefix}${table}/stream/*`),
      at: path('services'),
      reason: "Lambda lists a table's streams, whose names end with the time of their creation.",
    })),
    ...[...gradual.keys()].map((name) => ({
      rule: arn('lambda', `function:${prefix}${name}:*`),
      at: path('services'),
      reason: 'A release is probed by the number of its version, which is not known in advance.',
    })),
    {
      rule: arn('cloudwatch', `alarm:${prefix}*`),
      at: path('services'),
      reason: "CodeDeploy reads the states of the stage's alarms, and nothing else of them.",
    },
    {
      rule: arn('scheduler', `schedule/default/${prefix}alarm-recheck-*`),
      at: path('services'),
      reason: 'One-off schedules, each named after the minute in which it runs.',
    },
  ];
}

/** Acknowledges the accepted findings, so that `AwsSolutionsChecks` does not report them. */
export function acknowledgeFindings(scope: IConstruct, stage: Stage): void {
  const suppressions = [...everyStage, ...openResources(stage), ...(stage.protectStores ? [] : unprotectedStores)];
  for (const node of scope.node.findAll()) {
    for (const { rule, at, reason } of suppressions) {
      if (at(node)) Validations.of(node).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
    }
  }
}

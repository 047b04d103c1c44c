/** What references in a template stand for, looked up in the deployed stack. */
import type { Scope } from '@evenkeel/local/provision/template/resolve';

/** A stack as CloudFormation describes it. */
export interface DeployedStack {
  readonly name: string;
  /** Its id, which is an ARN; undefined if the stack does not exist. */
  readonly id: string | undefined;
  /** Physical ids by logical id. */
  readonly resources: ReadonlyMap<string, string>;
}

interface ResourceTemplate {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>> | undefined;
}

/** The parts of a template in which references are looked up. */
export interface StackTemplate {
  readonly Resources: Readonly<Record<string, ResourceTemplate>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>> | undefined;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>> | undefined;
}

/** Only CloudFormation knows the value of a reference. */
export class UnresolvedError extends Error {
  override readonly name = 'UnresolvedError';
}

/** @param exported the values that stacks export, by their export names */
export function stackScope(
  template: StackTemplate,
  stack: DeployedStack,
  exported: ReadonlyMap<string, string>,
): Scope {
  const [, partition = 'aws', , region = '', account = ''] = stack.id?.split(':') ?? [];
  const pseudo = new Map<string, unknown>([
    ['AWS::AccountId', account],
    ['AWS::NoValue', undefined],
    ['AWS::Partition', partition],
    ['AWS::Region', region],
    ['AWS::StackId', stack.id],
    ['AWS::StackName', stack.name],
    ['AWS::URLSuffix', partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'],
  ]);
  const arn = (service: string, resource: string, at = region) =>
    `arn:${partition}:${service}:${at}:${account}:${resource}`;
  const physical = (logicalId: string): string => {
    const found = stack.resources.get(logicalId);
    // A text that no deployed property has: what refers to a resource that is gone differs from what is deployed.
    return found ?? `${logicalId}, which is not deployed`;
  };
  return {
    ref(name) {
      if (pseudo.has(name)) return pseudo.get(name);
      const parameter = template.Parameters?.[name];
      if (parameter === undefined) return physical(name);
      if (parameter.Default !== undefined) return parameter.Default;
      throw new UnresolvedError(`the parameter ${name} has no default`);
    },
    attribute(logicalId, attribute) {
      const resource = template.Resources[logicalId];
      const value = resource && ATTRIBUTES[`${resource.Type}.${attribute}`]?.(physical(logicalId), arn, resource);
      if (value !== undefined) return value;
      throw new UnresolvedError(`the attribute ${attribute} of ${logicalId} is known only to CloudFormation`);
    },
    importValue(name) {
      const value = exported.get(name);
      return value ?? `${name}, which no stack exports`;
    },
    condition(name) {
      throw new UnresolvedError(`the condition ${name} is known only to CloudFormation`);
    },
    mapped(map, first, second) {
      const value = template.Mappings?.[map]?.[first]?.[second];
      if (value === undefined) throw new UnresolvedError(`there is no mapping ${map}.${first}.${second}`);
      return value;
    },
    availabilityZones() {
      throw new UnresolvedError('availability zones are known only to CloudFormation');
    },
  };
}

type Arn = (service: string, resource: string, region?: string) => string;
type Attribute = (physicalId: string, arn: Arn, resource: ResourceTemplate) => string;

const lastOf = (text: string, separator: string): string => text.split(separator).at(-1) ?? text;

/** Attributes that follow from the physical id, by type and attribute. */
const ATTRIBUTES: Readonly<Record<string, Attribute>> = {
  'AWS::SQS::Queue.QueueName': (url) => lastOf(url, '/'),
  'AWS::SQS::Queue.QueueUrl': (url) => url,
  'AWS::SQS::Queue.Arn': (url, arn) => arn('sqs', lastOf(url, '/')),
  'AWS::SNS::Topic.TopicArn': (topic) => topic,
  'AWS::SNS::Topic.TopicName': (topic) => lastOf(topic, ':'),
  'AWS::Lambda::Function.Arn': (name, arn) => arn('lambda', `function:${name}`),
  'AWS::Lambda::Alias.AliasArn': (alias) => alias,
  'AWS::Logs::LogGroup.Arn': (name, arn) => arn('logs', `log-group:${name}:*`),
  'AWS::DynamoDB::Table.Arn': (name, arn) => arn('dynamodb', `table/${name}`),
  'AWS::CloudWatch::Alarm.Arn': (name, arn) => arn('cloudwatch', `alarm:${name}`),
  'AWS::CloudWatch::CompositeAlarm.Arn': (name, arn) => arn('cloudwatch', `alarm:${name}`),
  'AWS::IAM::Role.Arn': (name, arn, { Properties }) => {
    const path = typeof Properties?.['Path'] === 'string' ? Properties['Path'] : '/';
    return arn('iam', `role${path}${name}`, '');
  },
  'AWS::Events::EventBus.Arn': (name, arn) => arn('events', `event-bus/${name}`),
  'AWS::StepFunctions::StateMachine.Arn': (machine) => machine,
  'AWS::StepFunctions::StateMachine.Name': (machine) => lastOf(machine, ':'),
};

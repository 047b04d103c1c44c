/** What a task can call. */
import { AwsError, type Caller } from '../../core/index.ts';
import type { Json } from '../data/json.ts';
import type { TaskCall, TaskRunner } from '../interpreter/ports.ts';
import { StateError } from '../state-error.ts';
import { dynamoDb } from './dynamodb.ts';
import { eventBridge } from './eventbridge.ts';
import { execution } from './execution.ts';
import type { Integration, TaskPorts } from './integration.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaInvoke } from './lambda-invoke.ts';
import { parseResource } from './resource.ts';
import { sqs } from './sqs.ts';

const integrations: readonly Integration[] = [lambdaFunction, lambdaInvoke, dynamoDb, sqs, eventBridge, execution];

const find = (action: string): Integration | undefined => integrations.find(({ actions }) => actions.includes(action));

/** Why no task can have this resource; undefined if one can. */
export function whyNotSimulated(arn: string): string | undefined {
  const { action, pattern } = parseResource(arn);
  const integration = find(action);
  if (integration === undefined) {
    const known = integrations.flatMap(({ actions }) => actions);
    return `the resource ${arn} is not simulated; the simulated ones are ${known.join(', ')}`;
  }
  return integration.patterns.includes(pattern) ? undefined : `${action} does not support .${pattern}`;
}

/** @param caller the role of the state machine */
export const taskRunner = (ports: TaskPorts, caller: Caller): TaskRunner => ({
  async run({ resource: arn, parameters, signal }: TaskCall): Promise<Json> {
    const resource = parseResource(arn);
    const integration = find(resource.action);
    if (integration === undefined) throw new StateError('States.Runtime', whyNotSimulated(arn) ?? '');
    try {
      return await integration.run({ resource, arn, parameters, caller, signal }, ports);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new StateError(
        `${errorPrefix(resource.action)}.${error.code.split('#').at(-1) ?? error.code}`,
        error.message,
      );
    }
  },
});

/** The name of the service in the names of its errors. */
function errorPrefix(action: string): string {
  const service = action.startsWith('aws-sdk:') ? `sdk-${action.split(':')[1] ?? ''}` : (action.split(':')[0] ?? '');
  return PREFIXES[service] ?? service;
}

const PREFIXES: Readonly<Record<string, string>> = {
  function: 'Lambda',
  lambda: 'Lambda',
  dynamodb: 'DynamoDB',
  'sdk-dynamodb': 'DynamoDb',
  sqs: 'SQS',
  events: 'Events',
  states: 'StepFunctions',
};

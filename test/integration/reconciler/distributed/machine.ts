/** The state machine of the construct, run by the local Step Functions, with the stages in this process. */
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DistributedRun } from '../../../../infra/constructs/distributed-run.ts';
import type { Clock } from '../../../../local/core/index.ts';
import { createStepFunctions } from '../../../../local/stepfunctions/index.ts';
import { localAccess, localSite } from '../../../local-site.ts';

const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** The definition that the construct deploys. */
function definition(maxConcurrency: number): string {
  const env = { region: 'us-east-1', account: '000000000000' };
  const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'Machine', { env });
  const imported = (name: string) => lambda.Function.fromFunctionArn(stack, name, functionArn(name));
  new DistributedRun(stack, 'Run', {
    stateMachineName: 'reconcile',
    coordinator: imported('coordinator'),
    worker: imported('worker'),
    maxConcurrency,
    oneFunctionSeconds: 0,
  });
  const [machine] = Object.values(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine'));
  const { DefinitionString } = (machine as { Properties: { DefinitionString: unknown } }).Properties;
  return typeof DefinitionString === 'string' ? DefinitionString : joined(DefinitionString);
}

const joined = (value: unknown): string =>
  (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1]
    .map((part) => (typeof part === 'string' ? part : 'aws'))
    .join('');

export interface StageEvent {
  readonly stage: string;
  readonly [member: string]: unknown;
}

/** What an execution came to. */
interface Executed {
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** An error of a function: what Lambda returns if its process ends. */
export class KilledError extends Error {
  override readonly name = 'Runtime.ExitError';
}

export interface Machine {
  execute(trigger: string): Promise<Executed>;
  /** The most workers that have worked at the same time. */
  readonly mostAtOnce: () => number;
  close(): Promise<void>;
}

/** @param stage carries out a stage; if it throws, the function has failed */
export async function openMachine(
  clock: Clock,
  maxConcurrency: number,
  stage: (event: StageEvent) => Promise<object>,
): Promise<Machine> {
  let atOnce = 0;
  let most = 0;
  const stepFunctions = createStepFunctions(localSite({ clock, baseUrl: 'http://127.0.0.1' }), {
    metrics: { put: () => undefined },
    queues: { send: () => Promise.resolve() },
    apis: { knows: () => false, call: () => Promise.resolve() },
    putEvents: () => Promise.resolve({}),
    invoker: {
      async invoke({ functionRef, payload }) {
        const isWorker = functionRef.endsWith(':worker');
        atOnce += isWorker ? 1 : 0;
        most = Math.max(most, atOnce);
        try {
          const reply = await stage(JSON.parse(payload) as StageEvent);
          return { status: 200, payload: JSON.stringify(reply) };
        } catch (error) {
          const { name, message } = error as Error;
          const failure = JSON.stringify({ errorType: name, errorMessage: message });
          return { status: 200, payload: failure, functionError: 'Unhandled' };
        } finally {
          atOnce -= isWorker ? 1 : 0;
        }
      },
    },
  });
  const [type] = stepFunctions.resourceTypes;
  const properties = type!.parse({
    StateMachineName: 'reconcile',
    DefinitionString: definition(maxConcurrency),
    RoleArn: 'arn:aws:iam::000000000000:role/machine',
  });
  const { ref } = await type!.create(properties as never, {
    stackName: 'test',
    logicalId: 'Machine',
    defaultName: 'reconcile',
    assetDirectory: () => '',
  });
  const call = async (operation: string, input: object): Promise<Record<string, unknown>> => {
    const { body } = await stepFunctions.handle({
      method: 'POST',
      url: new URL('http://127.0.0.1/'),
      caller: localAccess.administrator,
      headers: { 'x-amz-target': `AWSStepFunctions.${operation}` },
      body: Buffer.from(JSON.stringify(input)),
    });
    return JSON.parse(String(body)) as Record<string, unknown>;
  };
  return {
    mostAtOnce: () => most,
    async execute(trigger) {
      const { executionArn } = await call('StartExecution', {
        stateMachineArn: ref,
        input: JSON.stringify({ trigger }),
      });
      for (;;) {
        const execution = await call('DescribeExecution', { executionArn });
        if (execution['status'] !== 'RUNNING') return execution as unknown as Executed;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    close: () => stepFunctions.close(),
  };
}

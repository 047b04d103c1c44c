/** Step Functions through the SDK, on a clock that runs 600 times as fast as real time. */
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  ListStateMachinesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, type Service } from './service.ts';

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const only = (state: object): object => ({ StartAt: 'S', States: { S: { End: true, ...state } } });

let service: Service;
let reply: (event: unknown) => unknown = (event) => event;
beforeAll(async () => {
  service = await openService((event) => reply(event));
});
afterAll(() => service.close());

const start = async (definition: object, input: unknown = {}, properties: object = {}): Promise<string> => {
  const stateMachineArn = await service.create(definition, properties);
  const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
  return String((await service.client.send(command)).executionArn);
};

const described = (executionArn: string) => service.client.send(new DescribeExecutionCommand({ executionArn }));

const ended = async (executionArn: string) => {
  for (;;) {
    const execution = await described(executionArn);
    if (execution.status !== 'RUNNING') return execution;
  }
};

const history = async (executionArn: string) =>
  (await service.client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))).events ?? [];

describe('an execution', () => {
  it('is started once under a name, and described with its times on the virtual clock', async () => {
    const stateMachineArn = await service.create(only({ Type: 'Wait', Seconds: 600 }));
    const input = '{"a":1}';
    const first = await service.client.send(new StartExecutionCommand({ stateMachineArn, name: 'one', input }));
    const again = await service.client.send(new StartExecutionCommand({ stateMachineArn, name: 'one', input }));
    expect(again.executionArn).toBe(first.executionArn);
    const other = new StartExecutionCommand({ stateMachineArn, name: 'one', input: '{}' });
    await expect(service.client.send(other)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    const { status, output, startDate, stopDate } = await ended(String(first.executionArn));
    expect([status, output]).toEqual(['SUCCEEDED', input]);
    expect(startDate?.getUTCFullYear()).toBe(2026);
    expect(Number(stopDate) - Number(startDate)).toBeGreaterThanOrEqual(600_000);
  });

  it('refuses input that is no JSON or too large, and an unknown state machine', async () => {
    const stateMachineArn = await service.create(only({ Type: 'Pass' }));
    for (const input of ['{', JSON.stringify('x'.repeat(262_144))]) {
      const command = new StartExecutionCommand({ stateMachineArn, input });
      await expect(service.client.send(command)).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    }
    const unknown = new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}x` });
    await expect(service.client.send(unknown)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  it('fails with the name of the error that a function threw, and counts in the metrics', async () => {
    reply = () => {
      throw new TypeError('no such order');
    };
    const executionArn = await start(only({ Type: 'Task', Resource: LAMBDA }));
    const { status, error, cause, stateMachineArn } = await ended(executionArn);
    expect([status, error]).toEqual(['FAILED', 'TypeError']);
    expect(cause).toContain('no such order');
    const own = service.metrics.filter(({ dimensions }) => dimensions['StateMachineArn'] === stateMachineArn);
    expect(own.map(({ namespace, name }) => `${namespace} ${name}`)).toEqual([
      'AWS/States ExecutionsStarted',
      'AWS/States ExecutionsFailed',
      'AWS/States ExecutionTime',
    ]);
  });

  it('has a history in which each event names the one before it', async () => {
    reply = (event) => event;
    const definition = {
      StartAt: 'A',
      States: { A: { Type: 'Task', Resource: LAMBDA, Next: 'B' }, B: { Type: 'Pass', End: true } },
    };
    const executionArn = await start(definition, { a: 1 });
    await ended(executionArn);
    const events = await history(executionArn);
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events.map(({ previousEventId }) => previousEventId)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(events[1]?.stateEnteredEventDetails).toMatchObject({ name: 'A', input: '{"a":1}' });
    expect(events.at(-1)?.executionSucceededEventDetails?.output).toBe('{"a":1}');
  });

  it('is stopped with an error and a cause', async () => {
    const executionArn = await start(only({ Type: 'Wait', Seconds: 99_999 }));
    await service.client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'by hand' }));
    expect(await described(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'by hand' });
  });

  it('times out on the virtual clock', async () => {
    const executionArn = await start({ TimeoutSeconds: 60, ...only({ Type: 'Wait', Seconds: 99_999 }) });
    expect((await ended(executionArn)).status).toBe('TIMED_OUT');
  });
});

describe('a callback', () => {
  const definition = only({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: 'f', Payload: { 'token.$': '$$.Task.Token' } },
  });
  const waiting = async (): Promise<{ readonly executionArn: string; readonly taskToken: string }> => {
    const given = new Promise<string>((resolve) => {
      reply = (event) => {
        resolve((event as { token: string }).token);
      };
    });
    return { executionArn: await start(definition), taskToken: await given };
  };

  it('ends the task with an output or an error', async () => {
    const good = await waiting();
    await service.client.send(new SendTaskHeartbeatCommand({ taskToken: good.taskToken }));
    await service.client.send(new SendTaskSuccessCommand({ taskToken: good.taskToken, output: '{"ok":true}' }));
    expect((await ended(good.executionArn)).output).toBe('{"ok":true}');
    const bad = await waiting();
    await service.client.send(new SendTaskFailureCommand({ taskToken: bad.taskToken, error: 'No', cause: 'way' }));
    expect(await ended(bad.executionArn)).toMatchObject({ status: 'FAILED', error: 'No', cause: 'way' });
    const late = new SendTaskSuccessCommand({ taskToken: bad.taskToken, output: '{}' });
    await expect(service.client.send(late)).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
  });

  it('refuses an output that is no JSON, and keeps the task waiting', async () => {
    const { executionArn, taskToken } = await waiting();
    const wrong = new SendTaskSuccessCommand({ taskToken, output: '{' });
    await expect(service.client.send(wrong)).rejects.toMatchObject({ name: 'InvalidOutput' });
    expect((await described(executionArn)).status).toBe('RUNNING');
    await service.client.send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
    expect((await ended(executionArn)).output).toBe('1');
  });
});

describe('a distributed map', () => {
  it('runs its items as executions of their own, and reports their counts', async () => {
    reply = (event) => {
      if (event === 3) throw new RangeError('three');
      return event;
    };
    const map = {
      Type: 'Map',
      Label: 'Numbers',
      MaxConcurrency: 2,
      ToleratedFailurePercentage: 50,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'T',
        States: { T: { Type: 'Task', Resource: LAMBDA, End: true } },
      },
    };
    const executionArn = await start(only(map), [1, 2, 3, 4]);
    expect((await ended(executionArn)).output).toBe('[1,2,4]');
    const [run] = (await service.client.send(new ListMapRunsCommand({ executionArn }))).mapRuns ?? [];
    const { mapRunArn } = run!;
    const { status, executionCounts, itemCounts } = await service.client.send(new DescribeMapRunCommand({ mapRunArn }));
    expect(status).toBe('SUCCEEDED');
    expect(executionCounts).toMatchObject({ total: 4, succeeded: 3, failed: 1, running: 0, pending: 0 });
    expect(itemCounts).toMatchObject({ total: 4, succeeded: 3, failed: 1 });
    const failed = await service.client.send(new ListExecutionsCommand({ mapRunArn, statusFilter: 'FAILED' }));
    expect(failed.executions).toEqual([expect.objectContaining({ mapRunArn, status: 'FAILED', itemCount: 1 })]);
    const types = (await history(executionArn)).map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(['MapStateStarted', 'MapRunStarted', 'MapRunSucceeded', 'MapStateExited']),
    );
  });
});

describe('an Express state machine', () => {
  it('is run synchronously, and keeps no history', async () => {
    const express = { StateMachineType: 'EXPRESS' };
    const stateMachineArn = await service.create(only({ Type: 'Pass' }), express);
    const command = new StartSyncExecutionCommand({ stateMachineArn, input: '{"a":1}' });
    const { status, output, executionArn } = await service.client.send(command);
    expect([status, output]).toEqual(['SUCCEEDED', '{"a":1}']);
    await expect(described(String(executionArn))).rejects.toMatchObject({ name: 'InvalidArn' });
    const standard = new StartSyncExecutionCommand({ stateMachineArn: await service.create(only({ Type: 'Pass' })) });
    await expect(service.client.send(standard)).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' });
  });
});

describe('integrations', () => {
  it('wait for an execution that a task starts, and return its output', async () => {
    const child = await service.create(only({ Type: 'Pass', Result: { done: 1 } }));
    const task = (pattern: string): object => ({
      Type: 'Task',
      Resource: `arn:aws:states:::states:startExecution${pattern}`,
      Parameters: { StateMachineArn: child, 'Input.$': '$' },
    });
    const two = JSON.parse(String((await ended(await start(only(task('.sync:2'))))).output)) as { Output: unknown };
    expect(two.Output).toEqual({ done: 1 });
    const one = JSON.parse(String((await ended(await start(only(task('.sync'))))).output)) as { Output: unknown };
    expect(one.Output).toBe('{"done":1}');
  });

  it('call DynamoDB with the parameters, and return its response', async () => {
    const Parameters = { TableName: 't', Key: { id: { 'S.$': '$.id' } } };
    const task = { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:getItem', Parameters };
    const { output } = await ended(await start(only(task), { id: 'x' }));
    expect(JSON.parse(String(output))).toEqual({ echoed: { TableName: 't', Key: { id: { S: 'x' } } } });
  });
});

describe('a template', () => {
  it('substitutes names in the definition, and describes the state machine', async () => {
    const stateMachineArn = await service.create(only({ Type: 'Pass', Result: '${Word}' }), {
      DefinitionSubstitutions: { Word: 'level' },
    });
    const { definition, type } = await service.client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect([type, definition]).toEqual(['STANDARD', JSON.stringify(only({ Type: 'Pass', Result: 'level' }))]);
    const { stateMachines = [] } = await service.client.send(new ListStateMachinesCommand({ maxResults: 1000 }));
    expect(stateMachines.map((each) => each.stateMachineArn)).toContain(stateMachineArn);
  });

  it('refuses a definition in S3, and one with mistakes', async () => {
    const inS3 = service.create({}, { DefinitionString: undefined, DefinitionS3Location: { Bucket: 'b', Key: 'k' } });
    await expect(inS3).rejects.toThrow('a definition in S3 is not simulated');
    await expect(service.create(only({ Type: 'Pass', Next: 'X' }))).rejects.toThrow("there is no state 'X'");
  });
});

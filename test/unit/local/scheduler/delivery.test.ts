import { describe, expect, it } from '@jest/globals';
import { AwsError, type Caller, type InvokeResult } from '../../../../local/core/index.ts';
import { localAccess } from '../../../local-site.ts';
import { deliver, renderInput, retryDelay } from '../../../../local/scheduler/delivery.ts';
import { type Schedule, scheduleSettings } from '../../../../local/scheduler/schedule.ts';

const schedule = (target: object = {}): Schedule => ({
  name: 'hourly',
  group: 'default',
  arn: 'arn:schedule',
  createdAt: 0,
  modifiedAt: 0,
  settings: scheduleSettings.parse({
    ScheduleExpression: 'rate(1 hour)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f', RoleArn: 'role', ...target },
  }),
});

/** Ports with a clock that advances by each sleep, and a function that refuses the first `refusals` invocations. */
function createPorts(refusals: number) {
  let now = 0;
  const invoked: string[] = [];
  const dead: { readonly body: string; readonly attributes: Readonly<Record<string, string>> }[] = [];
  const ports = {
    clock: {
      speed: 1,
      now: () => now,
      sleep: (ms: number) => {
        now += ms;
        return Promise.resolve();
      },
    },
    invoker: {
      invoke: ({ payload }: { readonly payload: string }): Promise<InvokeResult> => {
        invoked.push(payload);
        return Promise.resolve(
          invoked.length > refusals ? { status: 202, payload: '' } : { status: 429, payload: 'busy' },
        );
      },
    },
    queues: {
      send: (_caller: Caller, _arn: string, body: string, attributes: Readonly<Record<string, string>> = {}) => {
        dead.push({ body, attributes });
        return Promise.resolve();
      },
    },
    access: localAccess,
    apis: { knows: () => true, call: () => Promise.resolve() },
    log: () => undefined,
  };
  return { ports, invoked, dead };
}

const never = new AbortController().signal;

describe('the delivery of a run', () => {
  it('fills context attributes into the input', () => {
    const input = '{"at":"<aws.scheduler.scheduled-time>","try":"<aws.scheduler.attempt-number>","x":"<other>"}';
    const rendered = renderInput(schedule({ Input: input }), Date.UTC(2026, 0, 1, 1), 2, 'run');
    expect(JSON.parse(rendered)).toEqual({ at: '2026-01-01T01:00:00Z', try: '2', x: '<other>' });
  });

  it('is retried until the target accepts it', async () => {
    const { ports, invoked, dead } = createPorts(3);
    await deliver(schedule(), 0, ports, never);
    expect(invoked).toHaveLength(4);
    expect(dead).toEqual([]);
  });

  it('goes to the dead-letter queue after its last retry', async () => {
    const { ports, invoked, dead } = createPorts(9);
    const target = { Input: '{"a":1}', RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: 'dead' } };
    await deliver(schedule(target), 0, ports, never);
    expect(invoked).toHaveLength(3);
    expect(dead).toMatchObject([
      { body: '{"a":1}', attributes: { EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts', RETRY_ATTEMPTS: '2' } },
    ]);
  });

  it('goes to the dead-letter queue when the event is too old', async () => {
    const { ports, dead } = createPorts(Number.POSITIVE_INFINITY);
    const target = { RetryPolicy: { MaximumEventAgeInSeconds: 60 }, DeadLetterConfig: { Arn: 'dead' } };
    await deliver(schedule(target), 0, ports, never);
    expect(dead).toMatchObject([{ attributes: { EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' } }]);
    expect(ports.clock.now()).toBeLessThanOrEqual(60_000);
  });

  describe('to an API', () => {
    const target = {
      Arn: 'arn:aws:scheduler:::aws-sdk:dynamodb:deleteItem',
      Input: '{"TableName":"things"}',
      DeadLetterConfig: { Arn: 'dead' },
    };
    /** An API that fails the first calls with these errors. */
    const failingWith = (...errors: AwsError[]) => {
      const called: object[] = [];
      const { ports, dead } = createPorts(0);
      const call = (_caller: Caller, service: string, action: string, input: object): Promise<void> => {
        called.push({ service, action, input });
        const error = errors.shift();
        return error === undefined ? Promise.resolve() : Promise.reject(error);
      };
      return { ports: { ...ports, apis: { knows: () => true, call } }, called, dead };
    };

    it('passes the input as the request', async () => {
      const { ports, called } = failingWith();
      await deliver(schedule(target), 0, ports, never);
      expect(called).toEqual([{ service: 'dynamodb', action: 'deleteItem', input: { TableName: 'things' } }]);
    });

    it('is retried after throttling and after a service error', async () => {
      const { ports, called, dead } = failingWith(
        new AwsError('ThrottlingException', 'slow down'),
        new AwsError('InternalServerError', 'sorry', { status: 500 }),
      );
      await deliver(schedule(target), 0, ports, never);
      expect(called).toHaveLength(3);
      expect(dead).toEqual([]);
    });

    it('is not retried if the API refuses the request itself', async () => {
      const { ports, called, dead } = failingWith(new AwsError('ConditionalCheckFailedException', 'it does not hold'));
      await deliver(schedule(target), 0, ports, never);
      expect(called).toHaveLength(1);
      expect(dead.map(({ attributes }) => attributes['ERROR_CODE'])).toEqual(['ConditionalCheckFailedException']);
      expect(dead[0]?.attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
    });
  });

  it('waits longer before each retry, up to five minutes', () => {
    expect([0, 1, 2, 20].map(retryDelay)).toEqual([1_000, 2_000, 4_000, 300_000]);
  });
});

import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import { describe, expect, it } from '@jest/globals';
import { setScheduleState } from '../../../../cli/system/schedule-state.ts';

const settings = {
  Name: 'shop-reconcile',
  GroupName: 'default',
  Description: 'hourly',
  ScheduleExpression: 'rate(1 hour)',
  ScheduleExpressionTimezone: 'Europe/Berlin',
  State: 'ENABLED',
  StartDate: new Date('2030-01-01T00:00:00Z'),
  EndDate: new Date('2031-01-01T00:00:00Z'),
  KmsKeyArn: 'arn:aws:kms:key',
  ActionAfterCompletion: 'NONE',
  FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 },
  Target: { Arn: 'arn:target', RoleArn: 'arn:role', DeadLetterConfig: { Arn: 'arn:queue' } },
};

/** A scheduler that holds one schedule, and answers updates as given. */
function scheduler(update: (input: Record<string, unknown>) => void) {
  const updates: Record<string, unknown>[] = [];
  const send = (command: {
    readonly input: Record<string, unknown>;
    readonly constructor: { readonly name: string };
  }) => {
    if (command.constructor.name === 'GetScheduleCommand') {
      const at = new Date('2029-01-01T00:00:00Z');
      return Promise.resolve({
        ...settings,
        Arn: 'arn:schedule',
        CreationDate: at,
        LastModificationDate: at,
        $metadata: {},
      });
    }
    updates.push(command.input);
    try {
      update(command.input);
      return Promise.resolve({});
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return { client: { send } as unknown as Pick<SchedulerClient, 'send'>, updates };
}

describe('pausing a schedule', () => {
  it('sends back every field that was read', async () => {
    const { client, updates } = scheduler(() => undefined);
    await setScheduleState(client, 'shop-reconcile', 'DISABLED');
    expect(updates).toEqual([{ ...settings, State: 'DISABLED' }]);
  });

  it('leaves out a start that has passed, if the scheduler does not take it back', async () => {
    const { client, updates } = scheduler(({ StartDate }) => {
      if (StartDate === undefined) return;
      const message = 'The StartDate you specify cannot be earlier than 5 minutes ago.';
      throw Object.assign(new Error(message), { name: 'ValidationException' });
    });
    await setScheduleState(client, 'shop-reconcile', 'DISABLED');
    expect(updates).toHaveLength(2);
    expect(updates[1]).toEqual({ ...settings, State: 'DISABLED', StartDate: undefined });
  });

  it('fails if the scheduler refuses anything else', async () => {
    const { client } = scheduler(() => {
      throw Object.assign(new Error('no such key'), { name: 'ValidationException' });
    });
    await expect(setScheduleState(client, 'shop-reconcile', 'DISABLED')).rejects.toThrow('no such key');
  });
});

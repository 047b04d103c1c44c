/** EventBridge Scheduler through the SDK, on a clock that runs 600 times as fast as real time. */
import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AwsService, createClock, serveAws } from '../../local/core/index.ts';
import { type AwsServer } from '../../local/core/server.ts';
import { createScheduler } from '../../local/scheduler/index.ts';
import { localCredentials } from '../local-credentials.ts';
import { localAccess, localSite } from '../local-site.ts';

const START = Date.UTC(2026, 0, 1, 0, 10);
const clock = createClock({ speed: 600, startAt: new Date(START) });
const invoked: { readonly payload: string; readonly at: number }[] = [];
let server: AwsServer;
let scheduler: AwsService;
let client: SchedulerClient;

const schedule = (Name: string, more: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
  Name,
  ScheduleExpression: 'rate(1 day)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f', RoleArn: 'arn:role', Input: `{"from":"${Name}"}` },
  ...more,
});
const runsOf = (name: string) => invoked.filter(({ payload }) => payload.includes(`"${name}"`));

beforeAll(async () => {
  server = await serveAws({ clock, port: 0, access: localAccess, log: () => undefined });
  const invoker = {
    invoke: ({ payload }: { readonly payload: string }) => {
      invoked.push({ payload, at: clock.now() });
      return Promise.resolve({ status: 202, payload: '' });
    },
  };
  const queues = { send: () => Promise.resolve() };
  const apis = { knows: () => false, call: () => Promise.resolve() };
  scheduler = createScheduler(localSite({ clock, baseUrl: server.baseUrl }), { invoker, queues, apis });
  server.mount(scheduler);
  client = new SchedulerClient({
    endpoint: `${server.baseUrl}/scheduler`,
    region: 'us-east-1',
    credentials: localCredentials,
  });
});

afterAll(async () => {
  client.destroy();
  await scheduler.close();
  await server.close();
});

describe('the Scheduler', () => {
  it('invokes its target at a full hour of the virtual clock and never before', async () => {
    await client.send(new CreateScheduleCommand(schedule('hourly', { ScheduleExpression: 'cron(0 * * * ? *)' })));
    await clock.sleep(START + 2 * 3_600_000 - clock.now());
    expect(runsOf('hourly').length).toBeGreaterThanOrEqual(1);
    expect(runsOf('hourly')[0]?.at).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1, 1));
    await client.send(new DeleteScheduleCommand({ Name: 'hourly' }));
  });

  it('deletes a one-time schedule after its run if configured to', async () => {
    const at = new Date(clock.now() + 120_000).toISOString().slice(0, 19);
    const once = { ScheduleExpression: `at(${at})`, ActionAfterCompletion: 'DELETE' } as const;
    await client.send(new CreateScheduleCommand(schedule('once', once)));
    await clock.sleep(300_000);
    expect(runsOf('once')).toHaveLength(1);
    await expect(client.send(new GetScheduleCommand({ Name: 'once' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  it('returns the settings of a schedule and stops it when it is disabled', async () => {
    await client.send(new CreateScheduleCommand(schedule('often', { ScheduleExpression: 'rate(1 minute)' })));
    await client.send(new UpdateScheduleCommand(schedule('often', { State: 'DISABLED', Description: 'paused' })));
    const described = await client.send(new GetScheduleCommand({ Name: 'often' }));
    expect(described).toMatchObject({ Name: 'often', State: 'DISABLED', Description: 'paused', GroupName: 'default' });
    expect(described.CreationDate?.getTime()).toBeGreaterThanOrEqual(START);
    const before = runsOf('often').length;
    await clock.sleep(300_000);
    expect(runsOf('often')).toHaveLength(before);
    const { Schedules } = await client.send(new ListSchedulesCommand({ NamePrefix: 'oft', State: 'DISABLED' }));
    expect(Schedules?.map(({ Name }) => Name)).toEqual(['often']);
  });

  it('refuses a duplicate name and an invalid expression', async () => {
    await client.send(new CreateScheduleCommand(schedule('twice')));
    await expect(client.send(new CreateScheduleCommand(schedule('twice')))).rejects.toBeInstanceOf(ConflictException);
    const wrong = schedule('wrong', { ScheduleExpression: 'cron(0 * * *)' });
    await expect(client.send(new CreateScheduleCommand(wrong))).rejects.toBeInstanceOf(ValidationException);
  });
});

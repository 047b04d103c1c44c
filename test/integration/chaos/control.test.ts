/** A stage's lock, the leases of its faults and the records of its drift, on a real table and the local Scheduler. */
import { setTimeout as sleep } from 'node:timers/promises';
import { PutItemCommand, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { chaosTables } from '../../../chaos/injector/tables.ts';
import { arm, disarm } from '../../../chaos/control/armed.ts';
import { driftRecords, forgetDriftRecord, keepDriftRecord } from '../../../chaos/control/drift-records.ts';
import {
  clearStage,
  type Control,
  describeLeftBehind,
  type HeldStage,
  type Holder,
  holdStage,
  readStage,
  StageInUseError,
  stopStage,
} from '../../../chaos/control/index.ts';
import { takeLock } from '../../../chaos/control/lock.ts';
import { HarnessError, StoppedError } from '../../../chaos/errors.ts';
import { armedFor, type ControlStage, startControlStage } from './stage.ts';

let stage: ControlStage;
let control: Control;
const held: HeldStage[] = [];

const noDefinition = () => Promise.resolve(undefined);
const lives = () => Promise.resolve(false);
const gone = () => Promise.resolve(true);
const holder = (run: string, more: Partial<Holder> = {}): Holder => ({
  run,
  experiment: 'small',
  by: 'somebody@here',
  host: 'here',
  pid: 4711,
  started: '1',
  directory: `/runs/${run}`,
  ...more,
});
const hold = async (run: string): Promise<HeldStage> => {
  const one = await holdStage(control, holder(run), lives);
  held.push(one);
  return one;
};
const armedIds = async () => (await readStage(control, lives)).armed.map(({ faultId }) => faultId);
const schedules = async () => {
  const { Schedules = [] } = await control.clients.scheduler.send(new ListSchedulesCommand({}));
  return Schedules.map(({ Name }) => Name);
};
/** The faults that the stage's functions would read. */
const injected = () =>
  chaosTables(
    async (operation, input) => {
      const { Items } = await control.clients.dynamodb.send(new ScanCommand(input as ScanCommandInput));
      return operation === 'Scan' ? { Items } : {};
    },
    'evenkeel-dev-chaos-control',
    'evenkeel-dev-chaos-hits',
    (error) => {
      throw error as Error;
    },
  ).armed();

beforeAll(async () => {
  stage = await startControlStage();
  ({ control } = stage);
}, 60_000);

afterEach(async () => {
  for (const one of held.splice(0)) await one.release();
  await clearStage(control, noDefinition);
});

afterAll(() => stage.close());

describe('the lock of a stage', () => {
  it('refuses a second run, and names the first: who, until when, and the way out', async () => {
    await hold('r1');
    const second = takeLock(control, holder('r2'), lives);
    await expect(second).rejects.toBeInstanceOf(StageInUseError);
    await expect(second).rejects.toThrow(
      /stage dev is in use by run r1 of small, started by somebody@here .*4711.*\/runs\/r1.*until 2026-.*evenkeel chaos stop/,
    );
  });

  it('goes to one of several runs that request it at once', async () => {
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => takeLock(control, holder(`r${index}`), lives)),
    );
    const taken = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value.lock] : []));
    expect(taken).toHaveLength(1);
    for (const one of asked) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(StageInUseError);
    await stopStage(control, noDefinition, { by: 'test', isGone: gone });
  });

  it('is free once it has been released', async () => {
    const first = await holdStage(control, holder('r1'), lives);
    await first.release();
    const second = await hold('r2');
    expect(second.predecessor).toBeUndefined();
    expect(second.last).toMatchObject({ run: 'r1', endedAt: expect.stringMatching(/^2026-01-/) });
  });

  it('is taken over at once from a process of this host that is gone', async () => {
    await takeLock(control, holder('r1'), lives);
    const { predecessor } = await takeLock(control, holder('r2'), ({ host }) => Promise.resolve(host === 'here'));
    expect(predecessor).toMatchObject({ run: 'r1', directory: '/runs/r1' });
    await stopStage(control, noDefinition, { by: 'test', isGone: gone });
  });

  it('is renewed while its run lives, and otherwise expires in the target’s time', async () => {
    await hold('r1');
    const before = (await readStage(control, lives)).holder?.until ?? '';
    await sleep(2500);
    expect(((await readStage(control, lives)).holder?.until ?? '') > before).toBe(true);
    const long = { ...control, clock: { ...control.clock, now: () => new Date(control.clock.now().getTime() + 1e7) } };
    expect((await readStage(long, lives)).holder?.alive).toBe(false);
  });

  it('ends a run whose lock another run has taken', async () => {
    const first = await holdStage(control, holder('r1'), lives);
    await takeLock(control, holder('r2'), gone);
    await sleep(1500);
    expect(first.ended.reason).toBeInstanceOf(HarnessError);
    await expect(arm(control, first.lock, armedFor(control, 60))).rejects.toThrow(/no longer holds the stage/);
    await first.release();
    expect((await readStage(control, lives)).holder?.run).toBe('r2');
    await stopStage(control, noDefinition, { by: 'test', isGone: gone });
  });
});

describe('an armed fault', () => {
  it('is in the table for functions to read, beside items that are not faults', async () => {
    const { lock } = await hold('r1');
    await keepDriftRecord(control, { run: 'r1', driftId: 'd', kind: 'orphan-payment', key: 'k', preImage: {} });
    const fault = armedFor(control, 60);
    await arm(control, lock, fault);
    expect(await injected()).toEqual([fault]);
    const [shown] = (await readStage(control, lives)).armed;
    expect(shown).toMatchObject({ faultId: 'sold-out', run: 'r1', by: 'somebody@here', expired: false });
    expect(shown?.secondsLeft).toBeGreaterThan(50);
    for (const record of await driftRecords(control)) await forgetDriftRecord(control, record);
  });

  it('is removed from the table when its lease ends, although the harness is gone', async () => {
    const { lock } = await hold('r1');
    await arm(control, lock, armedFor(control, 2));
    await sleep(1000);
    expect(await armedIds()).toEqual(['sold-out']);
    await sleep(2000);
    expect(await armedIds()).toEqual([]);
    expect(await schedules()).toEqual([]);
  });

  it('stays when its lease was renewed, until the new lease ends', async () => {
    const { lock } = await hold('r1');
    const first = await arm(control, lock, armedFor(control, 1));
    await arm(control, lock, armedFor(control, 4), first);
    expect(await schedules()).toHaveLength(1);
    await sleep(2000);
    expect(await armedIds()).toEqual(['sold-out']);
    await sleep(3000);
    expect(await armedIds()).toEqual([]);
  });

  it('is not removed by the schedule of an earlier arming', async () => {
    const { lock } = await hold('r1');
    await arm(control, lock, armedFor(control, 1));
    await arm(control, lock, armedFor(control, 30));
    expect(await schedules()).toHaveLength(2);
    await sleep(2000);
    expect(await armedIds()).toEqual(['sold-out']);
    expect(await schedules()).toHaveLength(1);
  });

  it('is removed with its schedule when it is disarmed, unless another run has armed it since', async () => {
    const { lock } = await hold('r1');
    await arm(control, lock, armedFor(control, 60));
    expect(await disarm(control, 'sold-out', 'r0')).toBe(false);
    expect(await armedIds()).toEqual(['sold-out']);
    expect(await disarm(control, 'sold-out', 'r1')).toBe(true);
    expect(await armedIds()).toEqual([]);
    expect(await schedules()).toEqual([]);
  });
});

describe('stopping a stage', () => {
  it('disarms everything at once, ends the run within two seconds, and lets it arm nothing more', async () => {
    const run = await hold('r1');
    await arm(control, run.lock, armedFor(control, 60));
    await arm(control, run.lock, armedFor(control, 60, { faultId: 'other' }));
    const stopped = await stopStage(control, noDefinition, { by: 'me@there', isGone: lives });
    expect(stopped.faults.map(({ faultId }) => faultId).sort()).toEqual(['other', 'sold-out']);
    expect(stopped.holder).toMatchObject({ run: 'r1', alive: true });
    expect(await armedIds()).toEqual([]);
    expect(await schedules()).toEqual([]);
    await expect(arm(control, run.lock, armedFor(control, 60))).rejects.toThrow(/was stopped/);
    expect(await schedules()).toEqual([]);
    await sleep(1500);
    expect(run.ended.reason).toBeInstanceOf(StoppedError);
    expect((run.ended.reason as Error).message).toContain('me@there');
  });

  it('leaves no fault behind that was being armed meanwhile', async () => {
    const run = await hold('r1');
    const arming = Array.from({ length: 6 }, (_, index) =>
      arm(control, run.lock, armedFor(control, 60, { faultId: `f${index}` })),
    );
    await Promise.allSettled([...arming, stopStage(control, noDefinition, { by: 'me', isGone: lives })]);
    expect(await armedIds()).toEqual([]);
  });

  it('ends faults for a caller who may use nothing but the control table', async () => {
    const { lock } = await hold('r1');
    await arm(control, lock, armedFor(control, 60));
    const denied = () => Promise.reject(Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' }));
    const scheduler = { send: denied } as unknown as Control['clients']['scheduler'];
    const limited = { ...control, clients: { ...control.clients, scheduler } };
    const { faults } = await stopStage(limited, noDefinition, { by: 'me', isGone: lives });
    expect(faults.map(({ faultId }) => faultId)).toEqual(['sold-out']);
    expect(await armedIds()).toEqual([]);
    expect(await schedules()).toHaveLength(1);
    await clearStage(control, noDefinition);
  });

  it('removes the lock of a run that was killed', async () => {
    await takeLock(control, holder('r1'), lives);
    const { holder: of } = await stopStage(control, noDefinition, { by: 'me', isGone: gone });
    expect(of).toMatchObject({ run: 'r1', alive: false });
    expect((await readStage(control, lives)).holder).toBeUndefined();
  });
});

describe('what a killed run leaves behind', () => {
  it('is cleaned up by the next run on the stage, which reports what it found', async () => {
    const { lock } = await takeLock(control, holder('r1'), lives);
    await arm(control, lock, armedFor(control, 60));
    const next = await holdStage(control, holder('r2'), gone);
    held.push(next);
    const lines = describeLeftBehind(next.predecessor, await clearStage(control, noDefinition));
    expect(lines.join('\n')).toMatch(/run r1 of small .*killed.*\/runs\/r1[\s\S]*sold-out/);
    expect(await armedIds()).toEqual([]);
    expect(await schedules()).toEqual([]);
    await expect(arm(control, lock, armedFor(control, 60))).rejects.toThrow(HarnessError);
  });

  it('is shown as expired when only its lease has ended', async () => {
    const document = JSON.stringify(armedFor(control, -5));
    const Item = { faultId: { S: 'old' }, document: { S: document } };
    await control.clients.dynamodb.send(new PutItemCommand({ TableName: 'evenkeel-dev-chaos-control', Item }));
    expect((await readStage(control, lives)).armed).toMatchObject([{ expired: true, secondsLeft: 0 }]);
  });
});

describe('the lock’s item', () => {
  it('survives a heartbeat that conflicts with a transaction', async () => {
    const run = await hold('r1');
    const armings = Array.from({ length: 30 }, async (_, index) => {
      await sleep(index * 70);
      await arm(control, run.lock, armedFor(control, 60, { faultId: `f${index}` }));
    });
    await Promise.all(armings);
    expect(run.ended.aborted).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadRun } from '../../../../../chaos/schemas/index.ts';
import { HarnessError, StoppedError } from '../../../../../chaos/errors.ts';
import type { ActiveRun } from '../../../../../chaos/runner/context.ts';
import { watchStopConditions } from '../../../../../chaos/runner/watch/stop-conditions.ts';

/** Watches for a while. @returns what halted the run, and after how many real milliseconds */
async function watched(
  stopConditions: readonly object[],
  world: {
    readonly alarms?: () => Promise<object>;
    readonly recent?: () => ReturnType<LoadRun['recent']>;
    readonly probe?: () => Promise<unknown>;
  },
  forMs = 1500,
) {
  const began = performance.now();
  const halted: { readonly reason: Error; readonly afterMs: number }[] = [];
  const run = {
    experiment: { stopConditions },
    run: 'r1',
    clock: { virtual: () => new Date(), speed: 1 },
    target: { system: { prefix: 'evenkeel-dev-' }, clients: { cloudwatch: { send: world.alarms } } },
    probes: { modules: new Map([['./probe.ts', world.probe]]) },
    signal: new AbortController().signal,
    halt: { halt: (reason: Error) => halted.push({ reason, afterMs: performance.now() - began }) },
  };
  const load: Pick<LoadRun, 'recent'> = {
    recent: world.recent ?? (() => Promise.resolve({ operations: 0, failed: 0 })),
  };
  const watches = watchStopConditions(run as unknown as ActiveRun, load);
  await sleep(forMs);
  await Promise.all(watches.map((watch) => watch.cancel()));
  return halted;
}

const inState = (StateValue: string) => ({
  MetricAlarms: [{ AlarmName: 'evenkeel-dev-errors-payment', StateValue, StateReason: '3 > 0' }],
});

describe('a stop condition', () => {
  it('on an alarm ends the run within a second of its change', async () => {
    const began = performance.now();
    const alarms = () => Promise.resolve(inState(performance.now() - began > 300 ? 'ALARM' : 'OK'));
    const [first] = await watched([{ when: 'alarm', name: 'errors-payment' }], { alarms });
    expect(first?.reason).toBeInstanceOf(StoppedError);
    expect(first?.reason).toMatchObject({
      condition: 'alarm errors-payment',
      message: expect.stringContaining('3 > 0'),
    });
    expect(first?.afterMs).toBeLessThan(1300);
  });

  it('on the share of errors needs enough operations', async () => {
    const condition = { when: 'error-share', above: 0.2, overSeconds: 5, least: 20 };
    const of = (operations: number, failed: number) => ({ recent: () => Promise.resolve({ operations, failed }) });
    expect(await watched([condition], of(19, 19), 500)).toEqual([]);
    expect(await watched([condition], of(20, 4), 500)).toEqual([]);
    const [first] = await watched([condition], of(20, 5), 500);
    expect(first?.reason.message).toBe('5 of 20 operations in the last 5 s failed');
  });

  it('on a probe ends the run when the probe fails', async () => {
    const condition = { when: 'probe-fails', probe: { probe: 'module', file: './probe.ts' }, everySeconds: 0.5 };
    const probe = () => Promise.resolve({ ok: false, message: 'stock is negative' });
    const [first] = await watched([condition], { probe }, 300);
    expect(first?.reason).toMatchObject({ condition: 'probe-fails module ./probe.ts', message: 'stock is negative' });
  });

  it('that cannot be watched twice in a row ends the run as broken', async () => {
    const alarms = () => Promise.reject(new Error('no connection'));
    const [first] = await watched([{ when: 'alarm', name: 'errors-payment' }], { alarms });
    expect(first?.reason).toBeInstanceOf(HarnessError);
    expect(first?.reason.message).toMatch(/alarms errors-payment could not be watched: no connection/);
  });

  it('that cannot be watched once is looked at again', async () => {
    let looks = 0;
    const alarms = () => {
      looks += 1;
      return looks === 1 ? Promise.reject(new Error('once')) : Promise.resolve(inState('OK'));
    };
    expect(await watched([{ when: 'alarm', name: 'errors-payment' }], { alarms })).toEqual([]);
    expect(looks).toBeGreaterThan(2);
  });
});

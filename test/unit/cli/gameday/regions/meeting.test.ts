import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Meeting, Moment } from '../../../../../cli/gameday/regions/meeting.ts';
import { deferred } from './deferred.ts';

const never = new AbortController().signal;

/** What becomes of a promise, as text. */
const endOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `got ${String(value)}`,
    (error: unknown) => `ended by ${(error as Error).message}`,
  );

describe('a moment', () => {
  it('settles once, for those who wait before or after it and have not left', async () => {
    const step = fc.constantFrom('wait', 'leave', 'settle');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const moment = new Moment<number>();
        const waiting: { readonly leaving: AbortController; readonly end: Promise<string>; wanted: string }[] = [];
        let settled = 0;
        const take = {
          wait: () => {
            const leaving = new AbortController();
            waiting.push({ leaving, end: endOf(moment.awaited(leaving.signal)), wanted: 'got 1' });
          },
          settle: () => {
            settled += 1;
            moment.settle(Promise.resolve(settled));
          },
          leave: () => {
            const first = waiting.find(({ leaving }) => !leaving.signal.aborted);
            first?.leaving.abort(new Error('its run'));
            if (first !== undefined && settled === 0) first.wanted = 'ended by its run';
          },
        };
        for (const one of [...steps, 'settle'] as const) {
          take[one]();
          await setImmediate();
        }
        expect(await Promise.all(waiting.map(({ end }) => end))).toEqual(waiting.map(({ wanted }) => wanted));
      }),
    );
  });

  it('is not waited for by a run that has already ended', async () => {
    const moment = new Moment();
    moment.settle(Promise.resolve());
    await expect(moment.awaited(AbortSignal.abort(new Error('its run')))).rejects.toThrow('its run');
  });

  it('that fails, fails for everybody, and troubles nobody who does not wait', async () => {
    const moment = new Moment();
    moment.settle(Promise.reject(new Error('the network')));
    await setImmediate();
    expect(await endOf(moment.awaited(never))).toBe('ended by the network');
  });
});

describe('a meeting', () => {
  it('takes place once both have come, and gives both what came of it', async () => {
    let held = 0;
    const meeting = new Meeting(() => Promise.resolve(`meeting ${(held += 1)}`));
    const first = meeting.come(never);
    await setImmediate();
    expect(held).toBe(0);
    expect(await Promise.all([meeting.come(never), first])).toEqual(['meeting 1', 'meeting 1']);
    expect(held).toBe(1);
  });

  it('fails for both', async () => {
    const meeting = new Meeting(() => Promise.reject(new Error('the network')));
    const ends = [meeting.come(never), meeting.come(never)].map(endOf);
    expect(await Promise.all(ends)).toEqual(['ended by the network', 'ended by the network']);
  });

  it('is not waited for by a run that ends, neither before the other one has come nor after', async () => {
    const held = deferred<string>();
    const meeting = new Meeting(() => held.promise);
    const leaving = [new AbortController(), new AbortController()] as const;
    const ends = leaving.map(({ signal }) => endOf(meeting.come(signal)));
    leaving[0].abort(new Error('the first run'));
    expect(await ends[0]).toBe('ended by the first run');
    held.resolve('held');
    expect(await ends[1]).toBe('got held');

    const alone = new AbortController();
    const end = endOf(new Meeting(() => Promise.resolve()).come(alone.signal));
    alone.abort(new Error('its run'));
    expect(await end).toBe('ended by its run');
  });
});

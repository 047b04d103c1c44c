import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Checker,
  isHealthy,
  moveBoundMs,
  NEW_CHECKER,
  observe,
  passes,
  TIME_LIMIT_MS,
} from '../../../../local/route53/health-check.ts';
import { chooseRecord, type LatencyRecord } from '../../../../local/route53/latency.ts';
import { type Memory, resolve } from '../../../../local/route53/resolver.ts';

const search = { searchString: '"status":"ok"' };
const answer = (status: number, body: string) => ({ status, body: Buffer.from(body) });

describe('an answer to a health check', () => {
  it.each([200, 204, 301, 399])('passes with status %d and the string', (status) => {
    expect(passes(answer(status, '{"status":"ok"}'), search)).toBe(true);
  });

  it.each([100, 400, 403, 500, 503])('fails with status %d', (status) => {
    expect(passes(answer(status, '{"status":"ok"}'), search)).toBe(false);
  });

  it('fails without the string, and if nothing was answered in time', () => {
    expect(passes(answer(200, '{"status":"unavailable"}'), search)).toBe(false);
    expect(passes(undefined, search)).toBe(false);
  });

  it('passes only if the whole string is in the first 5,120 bytes', () => {
    const filled = (bytes: number) => answer(200, 'x'.repeat(bytes) + search.searchString);
    const last = 5120 - search.searchString.length;
    expect(passes(filled(last), search)).toBe(true);
    expect(passes(filled(last + 1), search)).toBe(false);
  });
});

const after = (checks: readonly boolean[], failureThreshold: number): Checker =>
  checks.reduce((checker, passed) => observe(checker, passed, { failureThreshold }), NEW_CHECKER);

describe('a checker', () => {
  it('counts as healthy at first, and changes its mind at the failure threshold, both ways', () => {
    expect(after([], 3).isHealthy).toBe(true);
    expect(after([false, false], 3).isHealthy).toBe(true);
    expect(after([false, false, false], 3).isHealthy).toBe(false);
    expect(after([false, false, false, true, true], 3).isHealthy).toBe(false);
    expect(after([false, false, false, true, true, true], 3).isHealthy).toBe(true);
  });

  it('starts counting again when a check agrees with what it reports', () => {
    expect(after([false, false, true, false, false], 3).isHealthy).toBe(true);
  });

  it('reports what its last checks said, once as many as the threshold said the same', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), fc.boolean(), fc.integer({ min: 1, max: 10 }), (before, last, threshold) => {
        const checks = [...before, ...Array.from({ length: threshold }, () => last)];
        expect(after(checks, threshold).isHealthy).toBe(last);
      }),
    );
  });
});

describe('an endpoint', () => {
  const checkers = (healthy: number, all: number): Checker[] =>
    Array.from({ length: all }, (_, index) => ({ isHealthy: index < healthy, contrary: 0 }));

  it('is healthy if more than 18 % of the checkers say so', () => {
    expect(isHealthy(checkers(18, 100))).toBe(false);
    expect(isHealthy(checkers(19, 100))).toBe(true);
    expect(isHealthy(checkers(1, 3))).toBe(true);
    expect(isHealthy(checkers(0, 3))).toBe(false);
  });
});

describe('latency records', () => {
  const records = [
    { setIdentifier: 'us-east-1', region: 'us-east-1', healthCheckId: 'home' },
    { setIdentifier: 'eu-west-1', region: 'eu-west-1', healthCheckId: 'away' },
  ] as const;
  const chosen = (from: string, healthy: readonly string[]) =>
    chooseRecord(records, from, (id) => healthy.includes(id))?.region;

  it('answer with the nearest healthy region', () => {
    expect(chosen('us-east-1', ['home', 'away'])).toBe('us-east-1');
    expect(chosen('eu-west-1', ['home', 'away'])).toBe('eu-west-1');
    expect(chosen('us-east-1', ['away'])).toBe('eu-west-1');
  });

  it('answer as if all were healthy when none is', () => {
    expect(chosen('us-east-1', [])).toBe('us-east-1');
  });

  it('follow the latencies, and need no health check', () => {
    const nearEurope = (_from: string, to: string) => (to === 'eu-west-1' ? 20 : 200);
    expect(chooseRecord(records, 'us-east-1', () => true, nearEurope)?.region).toBe('eu-west-1');
    expect(chooseRecord([{ setIdentifier: 'only', region: 'us-east-1' }], 'eu-west-1', () => false)?.region).toBe(
      'us-east-1',
    );
    const none: readonly LatencyRecord[] = [];
    expect(chooseRecord(none, 'us-east-1', () => true)).toBeUndefined();
  });
});

/** Checkers that check an endpoint each at its own times, and a client that asks every `clientMs`, until `until`. */
function lastRequestToLost(world: {
  readonly settings: { readonly intervalMs: number; readonly failureThreshold: number };
  readonly ttlMs: number;
  readonly offsets: readonly number[];
  readonly lostAt: number;
  readonly clientMs: number;
  readonly until: number;
}): number {
  const { settings, ttlMs, offsets, lostAt, clientMs, until } = world;
  /** What a checker knows at a time: a check that is not answered fails at its time limit. */
  const checkerAt = (offset: number, time: number): Checker => {
    let checker = NEW_CHECKER;
    for (let at = offset; at <= time; at += settings.intervalMs) {
      const passed = at < lostAt;
      if ((passed ? at : at + TIME_LIMIT_MS) <= time) checker = observe(checker, passed, settings);
    }
    return checker;
  };
  let memory: Memory<boolean>;
  let last = 0;
  for (let time = 0; time <= until; time += clientMs) {
    const now = time;
    memory = resolve(memory, now, ttlMs, () => isHealthy(offsets.map((offset) => checkerAt(offset, now))));
    if (memory.answer) last = now;
  }
  return last;
}

describe('the clients of a region that answers nothing', () => {
  it('are moved within the bound, whenever the checkers check and the clients ask', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(10_000, 30_000),
        fc.integer({ min: 1, max: 4 }),
        fc.nat({ max: 60_000 }),
        fc.array(fc.nat({ max: 29_999 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 60_000, max: 120_000 }),
        fc.integer({ min: 500, max: 5000 }),
        (intervalMs, failureThreshold, ttlMs, drawn, lostAt, clientMs) => {
          const settings = { intervalMs, failureThreshold };
          const offsets = drawn.map((offset) => offset % intervalMs);
          const bound = moveBoundMs(settings, ttlMs);
          const until = lostAt + bound + 60_000;
          const last = lastRequestToLost({ settings, ttlMs, offsets, lostAt, clientMs, until });
          expect(last).toBeLessThanOrEqual(lostAt + bound);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('still go there until their resolver has forgotten the record', () => {
    const asked: number[] = [];
    const ask = (time: number) => () => {
      asked.push(time);
      return time;
    };
    let memory: Memory<number>;
    for (const time of [0, 30_000, 59_999, 60_000, 100_000]) memory = resolve(memory, time, 60_000, ask(time));
    expect(asked).toEqual([0, 60_000]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { isWarmingUp, type WarmUpFacts } from '../../../../local/cloudwatch/warm-up.ts';

const MINUTE = 60_000;
const TEN = Date.parse('2026-01-31T10:00:00Z');
/** Minutes after ten. */
const at = (minute: number) => TEN + minute * MINUTE;

/** The example of the user guide: three periods of five minutes, created at 10:00, with data from 10:04 on. */
const facts = (minute: number, own: Partial<WarmUpFacts> = {}): WarmUpFacts => ({
  since: TEN,
  at: at(minute),
  window: [15, 10, 5].map((ago) => ({ from: at(minute - ago), to: at(minute - ago + 5) })),
  firstData: at(4),
  hasNewest: true,
  ...own,
});
const half = { WarmUpPeriodDurationInMinutes: 30 };

describe('the warm-up of an alarm', () => {
  it('ends early once its window is full, as in the published example', () => {
    expect([17, 18, 19, 20].map((minute) => isWarmingUp(half, facts(minute)))).toEqual([true, true, false, false]);
  });

  it('does not end early without data in the most recent period, or without any', () => {
    expect(isWarmingUp(half, facts(20, { hasNewest: false }))).toBe(true);
    expect(isWarmingUp(half, facts(20, { firstData: undefined }))).toBe(true);
    expect(isWarmingUp(half, facts(20, { window: [] }))).toBe(true);
  });

  it('ends early at once for a metric that had data before the alarm', () => {
    expect(isWarmingUp(half, facts(1, { firstData: at(-60) }))).toBe(false);
  });

  it('ends after its duration, with or without data', () => {
    const without = (minute: number) => facts(minute, { firstData: undefined, hasNewest: false });
    expect([29, 30].map((minute) => isWarmingUp(half, without(minute)))).toEqual([true, false]);
  });

  it('lasts its whole duration if the alarm is to wait for it', () => {
    const whole = { ...half, OnlyStartEvaluatingAfterWarmUpPeriodEnds: true };
    expect([19, 29, 30].map((minute) => isWarmingUp(whole, facts(minute)))).toEqual([true, true, false]);
  });
});

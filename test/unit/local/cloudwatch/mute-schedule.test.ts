import { describe, expect, it } from '@jest/globals';
import {
  isMuting,
  type MuteBounds,
  muteStatus,
  parseMuteSchedule,
} from '../../../../local/cloudwatch/mute-schedule.ts';

const time = (text: string) => Date.parse(text);
const muting = (expression: string, duration: string, at: string, zone = 'UTC', bounds: MuteBounds = {}) =>
  isMuting(parseMuteSchedule(expression, duration, zone), bounds, time(at));

describe('a mute rule', () => {
  it.each<[expression: string, duration: string, at: string, expected: boolean]>([
    ['cron(0 2 * * SUN)', 'PT4H', '2026-02-01T01:59:59Z', false],
    ['cron(0 2 * * SUN)', 'PT4H', '2026-02-01T02:00:00Z', true],
    ['cron(0 2 * * 0)', 'PT4H', '2026-02-01T05:59:59Z', true],
    ['cron(0 2 * * 7)', 'PT4H', '2026-02-01T06:00:00Z', false],
    ['cron(0 2 * * SUN)', 'PT4H', '2026-02-02T03:00:00Z', false],
    ['cron(0 18 * * FRI)', 'P2DT12H', '2026-02-02T05:59:00Z', true],
    ['cron(0 18 * * FRI)', 'P2DT12H', '2026-02-02T06:00:00Z', false],
    ['cron(0 1 1 * *)', 'PT6H', '2026-02-01T06:30:00Z', true],
    ['cron(0 23 * * *)', 'PT2H', '2026-02-01T00:30:00Z', true],
    ['cron(0,30 8-9 * JAN-MAR MON,TUE)', 'PT5M', '2026-02-02T09:32:00Z', true],
    ['at(2024-05-10T14:00)', 'PT4H', '2024-05-10T17:59:00Z', true],
    ['at(2024-05-10T14:00)', 'PT4H', '2024-05-10T18:00:00Z', false],
    ['at(2024-05-10T14:00)', 'P1W', '2024-05-17T13:59:00Z', true],
    ['at(2024-05-10T14:00)', 'PT1M30S', '2024-05-10T14:01:29Z', true],
  ])('with %s for %s at %s: %j', (expression, duration, at, expected) => {
    expect(muting(expression, duration, at)).toBe(expected);
  });

  it('mutes once with a time, and again and again with a cron expression', () => {
    const schedules = ['at(2024-05-10T14:00)', 'cron(0 2 * * *)'].map((one) => parseMuteSchedule(one, 'PT1H', 'UTC'));
    expect(schedules.map(({ once }) => once)).toEqual([true, false]);
  });

  it('reads its times in its time zone', () => {
    expect(muting('at(2024-05-10T14:00)', 'PT1H', '2024-05-10T18:30:00Z', 'America/New_York')).toBe(true);
    expect(muting('cron(0 2 * * *)', 'PT1H', '2026-02-01T07:30:00Z', 'America/New_York')).toBe(true);
  });

  it('mutes neither before its start nor from its end on', () => {
    const bounds = { startsAt: time('2026-02-01T02:30:00Z'), expiresAt: time('2026-02-01T03:30:00Z') };
    const at = (minute: string) => muting('cron(0 2 * * *)', 'PT4H', `2026-02-01T${minute}:00Z`, 'UTC', bounds);
    expect(['02:29', '02:30', '03:29', '03:30'].map(at)).toEqual([false, true, true, false]);
  });

  it.each([
    ['at(2024-05-10)', 'PT1H', 'UTC', 'at(2024-05-10)'],
    ['cron(0 2 * *)', 'PT1H', 'UTC', 'five fields'],
    ['cron(0/5 2 * * *)', 'PT1H', 'UTC', 'five fields'],
    ['cron(0 2 31 2 *)', 'PT1H', 'UTC', 'cron(0 2 31 2 *)'],
    ['cron(61 2 * * *)', 'PT1H', 'UTC', 'cron(61 2 * * *)'],
    ['rate(1 hour)', 'PT1H', 'UTC', 'rate(1 hour)'],
    ['at(2024-05-10T14:00)', 'PT59S', 'UTC', 'PT59S'],
    ['at(2024-05-10T14:00)', 'P15DT1S', 'UTC', 'P15DT1S'],
    ['at(2024-05-10T14:00)', 'P', 'UTC', 'P15D'],
    ['at(2024-05-10T14:00)', 'P1DT', 'UTC', 'P1DT'],
    ['at(2024-05-10T14:00)', '4 hours', 'UTC', '4 hours'],
    ['at(2024-05-10T14:00)', 'PT1H', 'Mars/Olympus', 'Mars/Olympus'],
    ['cron(0 2 * * *)', 'PT1H', 'Mars/Olympus', 'cron(0 2 * * *)'],
  ])('refuses %s for %s in %s, and says why', (expression, duration, zone, reason) => {
    expect(() => parseMuteSchedule(expression, duration, zone)).toThrow(reason);
    expect(() => parseMuteSchedule(expression, duration, zone)).toThrow(RangeError);
  });

  it.each(['PT1M', 'P15D'])('takes the bounds of a duration, such as %s', (duration) => {
    expect(() => parseMuteSchedule('cron(0 2 * * *)', duration, 'UTC')).not.toThrow();
  });
});

describe('the status of a mute rule', () => {
  const status = (expression: string, at: string, bounds: MuteBounds = {}) =>
    muteStatus(parseMuteSchedule(expression, 'PT1H', 'UTC'), bounds, time(at));

  it('of one time goes from scheduled to active to expired', () => {
    const at = (hour: string) => status('at(2026-02-01T12:00)', `2026-02-01T${hour}:00Z`);
    expect(['11:59', '12:00', '12:59', '13:00'].map(at)).toEqual(['SCHEDULED', 'ACTIVE', 'ACTIVE', 'EXPIRED']);
  });

  it('of a repeated one is scheduled between its times, and expired from its end on', () => {
    const bounds = { expiresAt: time('2026-02-03T00:00:00Z') };
    expect(status('cron(0 2 * * *)', '2026-02-01T04:00:00Z', bounds)).toBe('SCHEDULED');
    expect(status('cron(0 2 * * *)', '2026-02-02T04:00:00Z', bounds)).toBe('EXPIRED');
    expect(status('cron(0 2 * * *)', '2026-02-03T00:00:00Z', bounds)).toBe('EXPIRED');
    expect(status('cron(0 2 * * *)', '2026-02-04T00:00:00Z')).toBe('SCHEDULED');
    expect(status('cron(0 0 * * *)', '2026-02-02T04:00:00Z', bounds)).toBe('EXPIRED');
  });

  it('counts from its start: a time before it never comes, a window that it cuts does', () => {
    const start = (hour: string) => ({ startsAt: time(`2026-02-01T${hour}:00Z`) });
    expect(status('at(2026-02-01T12:00)', '2026-02-01T10:00:00Z', start('12:30'))).toBe('SCHEDULED');
    expect(status('at(2026-02-01T12:00)', '2026-02-01T10:00:00Z', start('13:00'))).toBe('EXPIRED');
  });
});

import { describe, expect, it } from '@jest/globals';
import { parseScheduleExpression } from '../../../../local/scheduler/expression.ts';

const time = (iso: string) => new Date(iso).getTime();
const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

function next(expression: string, after: string, zone = 'UTC', start = after) {
  return iso(parseScheduleExpression(expression, zone).next(time(after), time(start)));
}

describe('cron', () => {
  it.each([
    ['every full hour', 'cron(0 * * * ? *)', '2026-01-01T00:10:00Z', '2026-01-01T01:00:00.000Z'],
    ['the full hour itself is excluded', 'cron(0 * * * ? *)', '2026-01-01T01:00:00Z', '2026-01-01T02:00:00.000Z'],
    ['weekdays by name', 'cron(15 10 ? * MON-FRI *)', '2026-01-02T11:00:00Z', '2026-01-05T10:15:00.000Z'],
    ['weekdays by number, Sunday is 1', 'cron(0 0 ? * 1 *)', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00.000Z'],
    ['the third Wednesday', 'cron(0 0 ? * 4#3 *)', '2026-01-01T00:00:00Z', '2026-01-21T00:00:00.000Z'],
    ['the last day of a month', 'cron(0 0 L * ? *)', '2026-02-01T00:00:00Z', '2026-02-28T00:00:00.000Z'],
    ['steps', 'cron(0/15 * * * ? *)', '2026-01-01T00:16:00Z', '2026-01-01T00:30:00.000Z'],
    ['a later year', 'cron(0 0 1 1 ? 2030)', '2026-01-01T00:00:00Z', '2030-01-01T00:00:00.000Z'],
    ['every minute of a later year', 'cron(* * * * ? 2028)', '2026-06-01T00:00:00Z', '2028-01-01T00:00:00.000Z'],
  ])('%s', (_what, expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  it('follows its time zone, including daylight saving time', () => {
    expect(next('cron(0 8 * * ? *)', '2026-01-01T00:00:00Z', 'Europe/Berlin')).toBe('2026-01-01T07:00:00.000Z');
    expect(next('cron(0 8 * * ? *)', '2026-07-01T00:00:00Z', 'Europe/Berlin')).toBe('2026-07-01T06:00:00.000Z');
  });

  it('has no next time after its last year', () => {
    expect(next('cron(0 0 1 1 ? 2025)', '2026-01-01T00:00:00Z')).toBeUndefined();
  });

  it.each([
    ['five fields', 'cron(0 * * * ?)', 'six fields'],
    ['no question mark', 'cron(0 0 * * * *)', 'exactly one'],
    ['two question marks', 'cron(0 0 ? * ? *)', 'exactly one'],
    ['an invalid hour', 'cron(0 25 * * ? *)', 'Invalid Schedule Expression'],
    ['an unknown kind', 'every(1 hour)', 'must be rate(...), cron(...) or at(...)'],
  ])('refuses %s', (_what, expression, message) => {
    expect(() => parseScheduleExpression(expression, 'UTC')).toThrow(message);
  });
});

describe('rate', () => {
  it('counts from the start of the schedule', () => {
    expect(next('rate(5 minutes)', '2026-01-01T00:12:00Z', 'UTC', '2026-01-01T00:01:00Z')).toBe(
      '2026-01-01T00:16:00.000Z',
    );
  });

  it('first runs one interval after the start', () => {
    expect(next('rate(1 hour)', '2026-01-01T00:00:00Z')).toBe('2026-01-01T01:00:00.000Z');
  });

  it.each(['rate(1 minutes)', 'rate(5 minute)', 'rate(0 minutes)', 'rate(5 seconds)'])('refuses %s', (expression) => {
    expect(() => parseScheduleExpression(expression, 'UTC')).toThrow('a rate is');
  });
});

describe('at', () => {
  it('runs once, in its time zone', () => {
    expect(next('at(2026-07-01T08:00:00)', '2026-01-01T00:00:00Z', 'Europe/Berlin')).toBe('2026-07-01T06:00:00.000Z');
    expect(next('at(2026-07-01T08:00:00)', '2026-07-01T08:00:00Z')).toBeUndefined();
  });
});

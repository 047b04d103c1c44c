import { describe, expect, it } from '@jest/globals';
import { type EvaluationWindow, evaluatedPeriods } from '../../../../local/cloudwatch/evaluation-window.ts';
import { offsetsOf, whyNoTimeZone } from '../../../../local/cloudwatch/time-zone.ts';

const wallClock = (Timezone?: string): EvaluationWindow => ({ WallClockWindow: { Timezone } });
const shown = (Period: number, EvaluationWindow: EvaluationWindow | undefined, at: string, count = 2) =>
  evaluatedPeriods({ Period, EvaluationWindow }, Date.parse(at), count).map(({ from, to }) =>
    [from, to].map((time) => new Date(time).toISOString().slice(5, 16)).join(' to '),
  );

describe('a sliding window', () => {
  it.each([undefined, { SlidingWindow: {} }])('ends with the evaluation (%j)', (window) => {
    expect(shown(3600, window, '2026-01-31T14:07:00Z')).toEqual([
      '01-31T12:07 to 01-31T13:07',
      '01-31T13:07 to 01-31T14:07',
    ]);
  });
});

describe('a wall clock window', () => {
  it.each<[period: string, seconds: number, zone: string | undefined, newest: string]>([
    ['a minute', 60, undefined, '01-31T14:06 to 01-31T14:07'],
    ['five minutes', 300, undefined, '01-31T14:00 to 01-31T14:05'],
    ['an hour', 3600, undefined, '01-31T13:00 to 01-31T14:00'],
    ['an hour in a zone of half an hour', 3600, 'Asia/Kolkata', '01-31T12:30 to 01-31T13:30'],
    ['a day', 86_400, undefined, '01-30T00:00 to 01-31T00:00'],
    ['a day in a zone', 86_400, 'America/New_York', '01-30T05:00 to 01-31T05:00'],
    ['a day in a fixed offset', 86_400, 'UTC+05:30', '01-29T18:30 to 01-30T18:30'],
    ['a week, from Monday', 604_800, undefined, '01-19T00:00 to 01-26T00:00'],
    ['a week in a zone', 604_800, 'Europe/Berlin', '01-18T23:00 to 01-25T23:00'],
  ])('of %s ends with the latest complete period', (_, seconds, zone, newest) => {
    expect(shown(seconds, wallClock(zone), '2026-01-31T14:07:00Z', 1)).toEqual([newest]);
  });

  it('moves on when the next period is complete', () => {
    expect(shown(3600, wallClock(), '2026-01-31T14:59:00Z', 1)).toEqual(['01-31T13:00 to 01-31T14:00']);
    expect(shown(3600, wallClock(), '2026-01-31T15:00:00Z', 1)).toEqual(['01-31T14:00 to 01-31T15:00']);
  });

  it('follows daylight saving time in a named zone: a day of 23 hours, and one of 25', () => {
    expect(shown(86_400, wallClock('America/New_York'), '2026-03-09T12:00:00Z')).toEqual([
      '03-07T05:00 to 03-08T05:00',
      '03-08T05:00 to 03-09T04:00',
    ]);
    expect(shown(86_400, wallClock('America/New_York'), '2026-11-02T12:00:00Z')).toEqual([
      '10-31T04:00 to 11-01T04:00',
      '11-01T04:00 to 11-02T05:00',
    ]);
    expect(shown(86_400, wallClock('-05:00'), '2026-03-09T12:00:00Z', 1)).toEqual(['03-08T05:00 to 03-09T05:00']);
  });

  it('begins a day without a midnight with its first moment', () => {
    expect(shown(86_400, wallClock('America/Santiago'), '2026-09-06T12:00:00Z', 1)).toEqual([
      '09-05T04:00 to 09-06T04:00',
    ]);
  });
});

describe('the time zone of an alarm', () => {
  it.each([
    ['UTC', 0],
    ['Z', 0],
    ['+05:30', 330],
    ['-08:00', -480],
    ['UTC+05:30', 330],
    ['GMT-08:00', -480],
    ['+01:05', 65],
    ['Asia/Kolkata', 330],
    ['America/New_York', -300],
  ])('%s is %d minutes ahead of UTC in winter', (zone, minutes) => {
    expect(offsetsOf(zone)(Date.parse('2026-01-15T12:34:56.789Z')) / 60_000).toBe(minutes);
    expect(whyNoTimeZone(zone)).toBeUndefined();
  });

  it.each([
    ['+01:03', 'not a multiple of 5 minutes'],
    ['+19:00', 'not an offset'],
    ['+01:75', 'not an offset'],
    ['Mars/Olympus', 'Invalid time zone'],
    ['', 'Invalid'],
  ])('is not %j', (zone, reason) => {
    expect(whyNoTimeZone(zone)).toContain(reason);
  });
});

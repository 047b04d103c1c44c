/** The periods of any evaluation, whatever the time zone and the moment. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluatedPeriods, WALL_CLOCK_PERIODS } from '../../local/cloudwatch/evaluation-window.ts';
import { offsetsOf } from '../../local/cloudwatch/time-zone.ts';
import { isMuting, muteStatus, parseMuteSchedule } from '../../local/cloudwatch/mute-schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const moment = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2029-12-31') });
const zone = fc.constantFrom(
  'UTC',
  'America/New_York',
  'America/Santiago',
  'America/St_Johns',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Auckland',
  '+05:30',
  'GMT-08:00',
);
const period = fc.constantFrom(...WALL_CLOCK_PERIODS);
const count = fc.integer({ min: 1, max: 9 });
const onWallClock = (Period: number, Timezone: string, at: number, periods: number) =>
  evaluatedPeriods({ Period, EvaluationWindow: { WallClockWindow: { Timezone } } }, at, periods);

describe('a wall clock window', () => {
  it('has periods that follow one another and are complete, the newest being the latest', () => {
    fc.assert(
      fc.property(period, zone, moment, count, (Period, Timezone, at, periods) => {
        const found = onWallClock(Period, Timezone, at, periods);
        expect(found).toHaveLength(periods);
        for (const [index, { from, to }] of found.entries()) {
          expect(from).toBeLessThan(to);
          if (index > 0) expect(found[index - 1]?.to).toBe(from);
        }
        const newest = found.at(-1)!;
        expect(newest.to).toBeLessThanOrEqual(at);
        // A day has at most 25 hours, and the period that runs now is not complete.
        expect(at - newest.to).toBeLessThan(Period * 1000 + HOUR);
      }),
    );
  });

  it('begins its days at midnight of the zone, or with the first moment of a day that has none', () => {
    fc.assert(
      fc.property(zone, moment, (Timezone, at) => {
        const [day] = onWallClock(86_400, Timezone, at, 1);
        const local = (time: number) => new Date(time + offsetsOf(Timezone)(time));
        const isFirst = local(day!.from - 1).getUTCDate() !== local(day!.from).getUTCDate();
        expect(isFirst).toBe(true);
        expect([23, 24, 25]).toContain((day!.to - day!.from) / HOUR);
      }),
    );
  });

  it('stays the same until the next period is complete', () => {
    fc.assert(
      fc.property(
        period,
        zone,
        moment,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (Period, Timezone, at, part) => {
          const [newest] = onWallClock(Period, Timezone, at, 1);
          const next = onWallClock(Period, Timezone, at + Period * 1000 + HOUR, 9).find(
            ({ from }) => from === newest!.to,
          );
          const within = newest!.to + Math.floor(part * ((next?.to ?? newest!.to + 1) - newest!.to));
          expect(onWallClock(Period, Timezone, within, 1)).toEqual([newest]);
        },
      ),
    );
  });
});

describe('a sliding window', () => {
  it('moves by as much as the evaluation', () => {
    fc.assert(
      fc.property(fc.constantFrom(10, 20, 30, 60, 3600), moment, count, fc.nat(HOUR), (Period, at, periods, later) => {
        const moved = evaluatedPeriods({ Period }, at + later, periods);
        const before = evaluatedPeriods({ Period }, at, periods);
        expect(moved).toEqual(before.map(({ from, to }) => ({ from: from + later, to: to + later })));
        expect(before.at(-1)?.to).toBe(at);
        expect(before[0]?.from).toBe(at - periods * Period * 1000);
      }),
    );
  });
});

describe('a mute rule', () => {
  const cron = fc
    .tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }), fc.constantFrom('*', 'MON', 'SUN', '1-5'))
    .map(([minute, hour, day]) => `cron(${minute} ${hour} * * ${day})`);
  const minutes = fc.integer({ min: 1, max: 15 * 24 * 60 });

  it('mutes exactly from each of its times on, for its duration', () => {
    fc.assert(
      fc.property(cron, minutes, moment, (expression, duration, after) => {
        const schedule = parseMuteSchedule(expression, `PT${duration}M`, 'UTC');
        const start = schedule.next(after)!;
        expect(isMuting(schedule, {}, start)).toBe(true);
        expect(isMuting(schedule, {}, start + duration * MINUTE - 1)).toBe(true);
        const following = schedule.next(start)!;
        const isFree = following > start + duration * MINUTE;
        expect(isMuting(schedule, {}, start + duration * MINUTE)).toBe(!isFree);
      }),
    );
  });

  it('is ACTIVE exactly while it mutes, and never comes back from EXPIRED', () => {
    fc.assert(
      fc.property(
        cron,
        minutes,
        moment,
        fc.nat(30 * 24 * 60),
        fc.nat(HOUR),
        (expression, duration, at, ends, later) => {
          const schedule = parseMuteSchedule(expression, `PT${duration}M`, 'UTC');
          const bounds = { expiresAt: at - HOUR + ends * MINUTE };
          const status = muteStatus(schedule, bounds, at);
          expect(status === 'ACTIVE').toBe(isMuting(schedule, bounds, at));
          if (status === 'EXPIRED') expect(muteStatus(schedule, bounds, at + later)).toBe('EXPIRED');
        },
      ),
    );
  });
});

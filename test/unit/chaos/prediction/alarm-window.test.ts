import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { alarmWindow } from '../../../../chaos/prediction/alarms.ts';

const MINUTE = 60_000;
const NOON = Date.parse('2026-01-01T12:00:00.000Z');
const at = (seconds: number) => NOON + seconds * 1000;
const EVERY_MINUTE = { periodSeconds: 60, periods: 1, datapoints: 1 };
const patient = { withinSeconds: 86_400 };

describe('the window in which an alarm must fire', () => {
  it('reaches from the first hit to a period and a minute after the end of its period', () => {
    expect(alarmWindow(patient, EVERY_MINUTE, [at(50), at(20)])).toEqual({ earliest: at(20), latest: at(180) });
  });

  it('counts a hit on the border of two periods to the later one', () => {
    expect(alarmWindow(patient, EVERY_MINUTE, [at(60)])?.latest).toBe(at(240));
  });

  it('ends after the seconds that the experiment allows, if they are fewer', () => {
    expect(alarmWindow({ withinSeconds: 90 }, EVERY_MINUTE, [at(20)])?.latest).toBe(at(110));
  });

  it('ends later if hits take time to show', () => {
    expect(alarmWindow({ ...patient, delaySeconds: 200 }, EVERY_MINUTE, [at(20)])?.latest).toBe(at(380));
  });

  it('depends only on the allowed seconds if the grid is unknown', () => {
    expect(alarmWindow({ withinSeconds: 90 }, undefined, [at(20)])).toEqual({ earliest: at(20), latest: at(110) });
  });

  it('waits for as many breaching datapoints as the alarm needs', () => {
    const grid = { periodSeconds: 60, periods: 3, datapoints: 2 };
    expect(alarmWindow(patient, grid, [at(10), at(130)])?.latest).toBe(at(180 + 120));
    expect(alarmWindow(patient, grid, [at(10), at(20)])).toBeUndefined();
    expect(alarmWindow(patient, grid, [at(10), at(200)])).toBeUndefined();
  });

  it('slides periods longer than a minute by a minute', () => {
    const grid = { periodSeconds: 300, periods: 1, datapoints: 1 };
    expect(alarmWindow(patient, grid, [at(10)])?.latest).toBe(at(60 + 300 + 60));
  });

  it('needs as many hits in a period as the threshold demands', () => {
    const alarm = { ...patient, hitsToBreach: 3 };
    expect(alarmWindow(alarm, EVERY_MINUTE, [at(1), at(2)])).toBeUndefined();
    expect(alarmWindow(alarm, EVERY_MINUTE, [at(1), at(70), at(80), at(90)])?.latest).toBe(at(240));
  });

  it('slides periods shorter than a minute by ten seconds', () => {
    const grid = { periodSeconds: 30, periods: 1, datapoints: 1 };
    expect(alarmWindow(patient, grid, [at(12)])?.latest).toBe(at(20 + 30 + 60));
    expect(alarmWindow({ ...patient, hitsToBreach: 2 }, grid, [at(12), at(45)])).toBeUndefined();
    expect(alarmWindow({ ...patient, hitsToBreach: 2 }, grid, [at(12), at(39)])?.latest).toBe(at(40 + 30 + 60));
  });

  it('takes the first evaluation that breaches, whichever hit comes first', () => {
    const grid = { periodSeconds: 60, periods: 2, datapoints: 2 };
    expect(alarmWindow(patient, grid, [at(500), at(440), at(70), at(10)])?.latest).toBe(at(120 + 120));
    expect(alarmWindow(patient, grid, [at(500), at(440), at(10)])?.latest).toBe(at(540 + 120));
  });

  it('does not exist without a hit', () => {
    expect(alarmWindow(patient, EVERY_MINUTE, [])).toBeUndefined();
  });

  const times = fc.array(fc.integer({ min: 0, max: 3600 }), { minLength: 1, maxLength: 20 });
  const grids = fc
    .record({ periodSeconds: fc.constantFrom(10, 30, 60, 120, 300), periods: fc.integer({ min: 1, max: 4 }) })
    .chain((grid) => fc.integer({ min: 1, max: grid.periods }).map((datapoints) => ({ ...grid, datapoints })));

  it('never ends before the alarm can see the first hit, nor later because of further hits', () => {
    fc.assert(
      fc.property(times, times, grids, (seconds, more, grid) => {
        const hits = seconds.map(at);
        const window = alarmWindow(patient, grid, hits);
        const wider = alarmWindow(patient, grid, [...hits, ...more.map((second) => at(second + 3600))]);
        if (window === undefined) return;
        expect(window.earliest).toBe(Math.min(...hits));
        expect(window.latest).toBeGreaterThanOrEqual(window.earliest + MINUTE);
        expect(wider).toEqual(window);
      }),
    );
  });
});

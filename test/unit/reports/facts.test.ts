import { describe, expect, it } from '@jest/globals';
import { outstandingDrift, unfinishedSagas } from '../../../reports/facts/convergence.ts';
import { clock, measured, virtualTime } from '../../../reports/facts/format.ts';
import { reachedEnds } from '../../../reports/facts/load.ts';
import { timelineOf } from '../../../reports/facts/timeline.ts';
import { interruptedRun, passingRun, undefinedSystemRun } from './fixture.ts';

describe('convergence', () => {
  it('counts unfinished sagas as the run did, and ends at zero', () => {
    const points = unfinishedSagas(passingRun().events);
    expect(points).toHaveLength(130);
    expect(points.at(-1)?.count).toBe(0);
    expect(Math.max(...points.map(({ count }) => count))).toBeGreaterThan(5);
  });

  it('leaves the sagas of an interrupted run unfinished', () => {
    expect(unfinishedSagas(interruptedRun().events).at(-1)?.count).toBeGreaterThan(0);
  });

  it('counts drift until the run that repaired it', () => {
    expect(outstandingDrift(passingRun().events).map(({ count }) => count)).toEqual([0, 1, 2, 3, 0]);
  });
});

describe('the timeline', () => {
  it('counts the requests that a fault hit, and the attempts if there were more', () => {
    const run = passingRun();
    const noteOf = (events: typeof run.events) => {
      const lanes = timelineOf({ ...run, events }).lanes.filter(({ group }) => group === 'Faults');
      return lanes.find(({ name }) => name === hit?.faultId)?.note.replace(/^.*, /, '');
    };
    const hit = run.events.find((event) => event.kind === 'fault.hit');
    const others = run.events.filter(({ kind }) => kind !== 'fault.hit');
    expect(noteOf(others)).toBe('0 requests hit');
    expect(noteOf([...others, hit!])).toBe('1 request hit');
    expect(noteOf([...others, hit!, { ...hit!, attempt: 2 }])).toBe('1 request hit in 2 attempts');
  });

  it('has a lane for each fault, for each alarm that fired or was expected to, and for the reconciler', () => {
    const { lanes } = timelineOf(passingRun());
    expect(lanes.map(({ name }) => name)).toEqual([
      'Load',
      'reserve-exception',
      'capture-exception',
      'errors-warehouse',
      'errors-payment',
      'drift',
      'Reconciler',
      'Snapshots and drift',
    ]);
  });

  it('notes that an expected alarm did not fire', () => {
    const run = passingRun();
    const events = run.events.filter((event) => event.kind !== 'alarm' || event.alarm !== 'errors-payment');
    const lane = timelineOf({ ...run, events }).lanes.find(({ name }) => name === 'errors-payment');
    expect(lane).toMatchObject({ note: 'alarm: expected, did not fire', spans: [] });
  });

  it('leaves bars open that had not ended when the run was interrupted', () => {
    const spans = timelineOf(interruptedRun()).lanes.flatMap((lane) => lane.spans);
    expect(spans.filter(({ open }) => open).map(({ label }) => label)).toEqual([
      'fault',
      'reserve-exception',
      'capture-exception',
      'errors-warehouse',
      'errors-payment',
    ]);
  });
});

describe('the ends of sagas', () => {
  it('are those that the run has measured', () => {
    expect(reachedEnds(passingRun().journal)).toEqual([
      { end: 'completed', count: 617, predicted: 617 },
      { end: 'rolled-back', count: 33, predicted: 33 },
    ]);
  });

  it('are unknown if the run was not judged, or has no sagas', () => {
    expect(reachedEnds(interruptedRun().journal)).toEqual([]);
    expect(reachedEnds(undefinedSystemRun().journal)).toEqual([]);
  });
});

describe('figures', () => {
  it.each([
    [0, '0:00'],
    [67_400, '1:07'],
    [3_727_000, '1:02:07'],
  ])('%d ms on the clock is %s', (ms, text) => {
    expect(clock(ms)).toBe(text);
  });

  it('have about three significant digits', () => {
    expect(measured(7.314, 's')).toBe('7.31 s');
    expect(measured(1234.5, 'ms')).toBe('1,235 ms');
    expect(measured(null, 's')).toBe('not measured');
  });

  it('include virtual time, by the speed of the clock', () => {
    expect(virtualTime({ virtualStartedAt: '2026-03-04T13:20:00.000Z', speed: 20 }, 60_000)).toBe('13:40');
  });
});

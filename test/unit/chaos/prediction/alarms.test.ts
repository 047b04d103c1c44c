import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../../chaos/schemas/index.ts';
import { predictAlarms } from '../../../../chaos/prediction/index.ts';
import { at, experiment } from '../sound-run.ts';

const moment = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });
const listed: RunEvent = {
  ...moment(0),
  kind: 'alarms.listed',
  alarms: [{ name: 'errors-warehouse', state: 'OK', grid: { periodSeconds: 60, periods: 1, datapoints: 1 } }],
};
const hit = (faultId: string, seconds: number): RunEvent => ({
  ...moment(seconds),
  kind: 'fault.hit',
  faultId,
  correlationId: 'r1-hit-0',
  point: 'before-commit',
  attempt: 1,
});
const millis = (seconds: number) => Date.parse(at(seconds));
const windowOf = (expected: object, events: RunEvent[]) =>
  predictAlarms(
    { ...experiment, expect: { outcomes: [], alarms: [{ ...experiment.expect.alarms[0]!, ...expected }] } },
    [listed, ...events],
  )[0]?.window;

describe('the expected alarms of a run', () => {
  it('must fire after the first hit of their cause, within what the grid and the experiment allow', () => {
    const window = windowOf({ withinSeconds: 3600 }, [hit('broken-reservation', 7), hit('broken-reservation', 6)]);
    expect(window).toEqual({ earliest: millis(6), latest: millis(6 + 120 / 20) });
  });

  it('are limited by the detection budget, or by their own limit if that is shorter', () => {
    expect(windowOf({ withinSeconds: 40 }, [hit('broken-reservation', 6)])?.latest).toBe(millis(8));
  });

  it('may have several causes; the first one to hit counts', () => {
    const events = [hit('broken-reservation', 9), hit('wrong-price', 6)];
    expect(windowOf({ also: ['wrong-price'] }, events)?.earliest).toBe(millis(6));
    expect(windowOf({}, events)?.earliest).toBe(millis(9));
  });

  it('have no window if their cause did not happen', () => {
    expect(windowOf({}, [])).toBeUndefined();
  });

  it('fire for drift after the next reconcile run has ended', () => {
    const events: RunEvent[] = [
      { ...moment(10), kind: 'reconcile.ended', runId: 'earlier', outcome: 'clean', drift: 0, repaired: 0 },
      {
        ...moment(20),
        kind: 'drift.seeded',
        faultId: 'wrong-price',
        rule: 'r',
        key: 'k',
        description: 'd',
        consequences: [],
      },
      { ...moment(30), kind: 'reconcile.ended', runId: 'judged', outcome: 'drift', drift: 1, repaired: 0 },
    ];
    expect(windowOf({ cause: 'wrong-price' }, events)?.earliest).toBe(millis(30));
  });

  it('follow the grid on which they are evaluated, by the list of the alarms', () => {
    const other = { name: 'other', state: 'OK' as const, grid: { periodSeconds: 600, periods: 1, datapoints: 1 } };
    const own = { name: 'errors-shelf', state: 'OK' as const, grid: { periodSeconds: 60, periods: 2, datapoints: 2 } };
    const both: Extract<RunEvent, { kind: 'alarms.listed' }> = {
      ...moment(0),
      kind: 'alarms.listed',
      alarms: [other, own],
    };
    const note: RunEvent = { ...moment(0), kind: 'note', text: 'before' };
    const latest = (list: RunEvent) =>
      predictAlarms(
        {
          ...experiment,
          budgets: { ...experiment.budgets, detectSeconds: 3600 },
          expect: { outcomes: [], alarms: [{ ...experiment.expect.alarms[0]!, withinSeconds: 3600 }] },
        },
        [note, list, hit('broken-reservation', 6), hit('broken-reservation', 9)],
      )[0]?.window?.latest;
    expect(latest(both)).toBe(Date.parse('2026-01-01T12:04:00.000Z') + 120_000);
    expect(latest({ ...both, alarms: [own, other] })).toBe(latest(both));
    expect(latest({ ...both, alarms: [other] })).toBe(millis(6) + 3_600_000);
  });

  it('are limited by the detection budget for faults only, of their own', () => {
    const events: RunEvent[] = [
      {
        ...moment(20),
        kind: 'drift.seeded',
        faultId: 'other',
        rule: 'r',
        key: 'k',
        description: 'd',
        consequences: [],
      },
      { ...moment(25), kind: 'reconcile.ended', runId: 'first', outcome: 'drift', drift: 1, repaired: 0 },
      { ...moment(30), kind: 'drift.seeded', faultId: 'mine', rule: 'r', key: 'k', description: 'd', consequences: [] },
      { ...moment(30), kind: 'reconcile.ended', runId: 'second', outcome: 'drift', drift: 1, repaired: 0 },
    ];
    expect(windowOf({ cause: 'mine', withinSeconds: 3600 }, events)).toEqual({
      earliest: millis(30),
      latest: millis(30) + 3_600_000,
    });
    expect(windowOf({ cause: 'other', withinSeconds: 3600 }, events)?.earliest).toBe(millis(25));
    expect(windowOf({ cause: 'mine' }, events.slice(0, 3))).toBeUndefined();
    expect(windowOf({ cause: 'third' }, events)).toBeUndefined();
  });
});

/** Which answers refuse a request, and which requests a fault of every call may have met. */
import { describe, expect, it } from '@jest/globals';
import { isRefusal, metFaultOfAll } from '../../../../chaos/checkers/unstated-answers.ts';
import type { LoadFault, RunEvent } from '../../../../chaos/schemas/index.ts';
import { at, journal } from '../sound-run.ts';

describe('an answer', () => {
  it.each<[refuses: boolean, status: number]>([
    [false, 0],
    [false, 200],
    [false, 399],
    [true, 400],
    [true, 404],
    [false, 408],
    [true, 409],
    [true, 428],
    [false, 429],
    [true, 499],
    [false, 500],
    [false, 503],
  ])('refuses the request itself: %s, with status %i', (refuses, status) => {
    expect(isRefusal({ status })).toBe(refuses);
  });
});

describe('a request', () => {
  const moment = (seconds: number) => ({ at: at(seconds), elapsedMs: seconds * 1000 });
  const armed = (seconds: number, faultId = 'any'): RunEvent => ({
    ...moment(seconds),
    kind: 'fault.armed',
    faultId,
    fault: 'latency',
    until: at(seconds + 30),
  });
  const released = (seconds: number, faultId = 'any'): RunEvent => ({
    ...moment(seconds),
    kind: 'fault.released',
    faultId,
  });
  const [ofScenario] = journal.experiment.faults as [LoadFault];
  const any: LoadFault = { ...ofScenario, id: 'any' };
  delete any.scenario;
  const other: LoadFault = { ...any, id: 'other' };
  const ARMED = [armed(10), released(20)];

  /** Whether a request that takes two seconds met a fault that hits every call. */
  const met = (faults: readonly LoadFault[], events: readonly RunEvent[], seconds: number) =>
    metFaultOfAll({ faults: [...faults] }, events)({ elapsedMs: seconds * 1000, durationMs: 2000 });

  it.each<[meets: boolean, what: string, faults: LoadFault[], events: RunEvent[], seconds: number]>([
    [false, 'answered before the fault was armed', [any], ARMED, 7.999],
    [true, 'answered as the fault was armed', [any], ARMED, 8],
    [true, 'sent and answered while the fault was armed', [any], ARMED, 15],
    [true, 'sent as the fault was released', [any], ARMED, 20],
    [false, 'sent after the fault was released', [any], ARMED, 20.001],
    [true, 'sent at the start, if no event shows when the fault was armed', [any], [released(20)], 0],
    [true, 'sent long after, if no event shows that the fault was released', [any], [armed(10)], 9999],
    [false, 'sent while a fault of one scenario was armed', [ofScenario], [armed(10, ofScenario.id)], 15],
    [false, 'sent without any fault', [], ARMED, 15],
    [true, 'sent while the second of two faults was armed', [other, any], [...quiet('other'), ...ARMED], 15],
    [false, 'sent after both of two faults were released', [other, any], [...quiet('other'), ...ARMED], 25],
  ])('meets a fault of every call: %s, if it is %s', (meets, _what, faults, events, seconds) => {
    expect(met(faults, events, seconds)).toBe(meets);
  });

  /** A fault that is released at once. */
  function quiet(faultId: string): RunEvent[] {
    return [armed(1, faultId), released(1, faultId)];
  }
});

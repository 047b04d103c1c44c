/** The simulated times during which a request may have been worked on. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { timesOfRequest } from '../../../../../chaos/checkers/closed-world/request-times.ts';

const RUN = { from: 1_000_000, to: 9_000_000 };

describe('the times of a request', () => {
  it.each<[what: string, status: number, to: number]>([
    ['to its answer, if it was accepted', 200, 1_000_000 + 2500 * 20],
    ['to its answer, if it was refused', 499, 1_000_000 + 2500 * 20],
    ['to the snapshot, if it failed', 500, RUN.to],
    ['to the snapshot, if it had no answer', 0, RUN.to],
    ['to the snapshot, if its status says nothing', 199, RUN.to],
  ])('are from its sending %s', (_what, status, to) => {
    const request = { elapsedMs: 2000, durationMs: 500, status };
    expect(timesOfRequest(request, RUN, { speed: 20 })).toEqual({ from: 1_000_000 + 2000 * 20, to });
  });

  it('pass as much faster as the clock of the run', () => {
    const ms = fc.nat({ max: 60_000 });
    fc.assert(
      fc.property(ms, ms, fc.integer({ min: 1, max: 60 }), (elapsedMs, durationMs, speed) => {
        const { from, to } = timesOfRequest({ elapsedMs, durationMs, status: 202 }, RUN, { speed });
        expect([(from - RUN.from) / speed, (to - from) / speed]).toEqual([elapsedMs, durationMs]);
      }),
    );
  });
});

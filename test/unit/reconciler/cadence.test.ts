import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { duePass, type Passes } from '../../../reconciler/index.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const ago = (full: number, latest: number): Passes => ({ full: NOW - full * HOUR, latest: NOW - latest * HOUR });

describe('the pass that a scheduled run makes of a rule', () => {
  it('is full if the rule has no cadence, or never ran', () => {
    expect(duePass(undefined, ago(1, 1), NOW, 0)).toEqual({ kind: 'full' });
    expect(duePass({ everyHours: 24 }, undefined, NOW, 0)).toEqual({ kind: 'full' });
    expect(duePass({ changes: true, fullEveryHours: 24 }, undefined, NOW, 0)).toEqual({ kind: 'full' });
  });

  it('is none until the hours have passed', () => {
    expect(duePass({ everyHours: 6 }, ago(5, 5), NOW, 0)).toEqual({ kind: 'none' });
    expect(duePass({ everyHours: 6 }, ago(6, 6), NOW, 0)).toEqual({ kind: 'full' });
  });

  it('does not miss an hour because a schedule was a minute early', () => {
    expect(duePass({ everyHours: 6 }, ago(6 - 1 / 60, 6 - 1 / 60), NOW, 0)).toEqual({ kind: 'full' });
  });

  it('covers what was written since the last pass, with an overlap, between full passes', () => {
    const cadence = { changes: true, fullEveryHours: 24 } as const;
    expect(duePass(cadence, ago(5, 1), NOW, 120_000)).toEqual({ kind: 'changes', since: NOW - HOUR - 120_000 });
    expect(duePass(cadence, ago(24, 1), NOW, 120_000)).toEqual({ kind: 'full' });
  });

  it('is full if the clock was set back', () => {
    expect(duePass({ everyHours: 6 }, ago(-1, -1), NOW, 0)).toEqual({ kind: 'full' });
  });

  it('leaves no rule without a full pass for longer than its hours and one run', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 48 }), fc.boolean(), (hours, changes) => {
        const cadence = changes ? ({ changes: true, fullEveryHours: hours } as const) : { everyHours: hours };
        let passes: Passes | undefined;
        let sinceFull = 0;
        for (let run = 0; run < 100; run += 1) {
          const now = NOW + run * HOUR;
          const pass = duePass(cadence, passes, now, 0);
          sinceFull = pass.kind === 'full' ? 0 : sinceFull + 1;
          if (pass.kind !== 'none') passes = { full: pass.kind === 'full' ? now : (passes?.full ?? 0), latest: now };
          expect(sinceFull).toBeLessThan(hours);
        }
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { createClock } from '../../../../local/core/index.ts';

describe('the virtual clock', () => {
  it('begins at its start and runs at its speed', async () => {
    const clock = createClock({ speed: 1000, startAt: new Date('2026-01-01T00:00:00Z') });
    const before = clock.now();
    await clock.sleep(20_000);
    expect(before).toBeGreaterThanOrEqual(Date.parse('2026-01-01T00:00:00Z'));
    expect(clock.now() - before).toBeGreaterThanOrEqual(20_000);
  });

  it('ends a sleep with the reason of the signal', async () => {
    const clock = createClock({ speed: 1, startAt: new Date(0) });
    const controller = new AbortController();
    const sleeping = clock.sleep(3_600_000, controller.signal);
    controller.abort(new Error('closing'));
    await expect(sleeping).rejects.toThrow('closing');
  });

  it('refuses a speed that stands still or runs back', () => {
    expect(() => createClock({ speed: 0, startAt: new Date(0) })).toThrow(RangeError);
  });
});

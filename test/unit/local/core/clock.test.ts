import { describe, expect, it } from '@jest/globals';
import { createClock } from '../../../../local/core/index.ts';

describe('the virtual clock', () => {
  it('starts at the given time and runs at the given speed', async () => {
    const clock = createClock({ speed: 1000, startAt: new Date('2026-01-01T00:00:00Z') });
    const before = clock.now();
    await clock.sleep(20_000);
    expect(before).toBeGreaterThanOrEqual(Date.parse('2026-01-01T00:00:00Z'));
    expect(clock.now() - before).toBeGreaterThanOrEqual(20_000);
  });

  it("rejects a sleep with the signal's reason", async () => {
    const clock = createClock({ speed: 1, startAt: new Date(0) });
    const controller = new AbortController();
    const sleeping = clock.sleep(3_600_000, controller.signal);
    controller.abort(new Error('closing'));
    await expect(sleeping).rejects.toThrow('closing');
  });

  it.each([0, -1])('rejects the speed %d', (speed) => {
    expect(() => createClock({ speed, startAt: new Date(0) })).toThrow(RangeError);
  });
});

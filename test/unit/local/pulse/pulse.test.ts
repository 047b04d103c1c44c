import { describe, expect, it } from '@jest/globals';
import { Heart } from '../../../../local/pulse/heart.ts';
import { startPulse } from '../../../../local/pulse/index.ts';

describe('a heart', () => {
  it('has no gap while its beats come in time', () => {
    const heart = new Heart(0, 2000);
    for (const now of [1000, 2000, 4000]) heart.beat(now);
    expect(heart.gaps(5000)).toEqual([]);
    expect(heart.beats).toBe(3);
  });

  it('has a gap between two beats that are too far apart', () => {
    const heart = new Heart(0, 2000);
    heart.beat(1000);
    heart.beat(11_000);
    expect(heart.gaps(11_500)).toEqual([{ from: 1000, to: 11_000 }]);
  });

  it('has a gap up to now while it stands still', () => {
    expect(new Heart(500, 2000).gaps(4000)).toEqual([{ from: 500, to: 4000 }]);
  });
});

describe('the report of a system', () => {
  const processOf = (pulse: ReturnType<typeof startPulse>, who: string) =>
    pulse.report().processes.find((one) => one.who === who);

  it('counts the answers of each engine, and beats of its own', async () => {
    const pulse = startPulse({ probes: () => ({ Engine: () => Promise.resolve() }), ended: () => [] });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(processOf(pulse, 'Engine')).toMatchObject({ beats: 1, gaps: [] });
    expect(processOf(pulse, 'the local AWS')?.beats).toBeGreaterThan(0);
    await pulse.close();
  });

  it('shows an engine that does not answer, and one that has ended', async () => {
    let now = 0;
    const pulse = startPulse({
      probes: () => ({
        Silent: () => new Promise(() => undefined),
        Refusing: () => Promise.reject(new Error('refused')),
      }),
      ended: () => [{ name: 'Refusing', how: 'SIGKILL' }],
      now: () => now,
    });
    await Promise.resolve();
    now = 9000;
    expect(processOf(pulse, 'Silent')).toEqual({ who: 'Silent', beats: 0, gaps: [{ from: 0, to: 9000 }] });
    expect(processOf(pulse, 'Refusing')).toMatchObject({ beats: 0, ended: 'SIGKILL' });
    await pulse.close();
  });
});

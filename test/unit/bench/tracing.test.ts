import { describe, expect, it } from '@jest/globals';
import { figuresOf } from '../../bench/tracing/index.ts';

/** A round of ten orders. */
const round = (seconds: number, cpuSeconds: number, idleShare: number) => ({
  orders: 10,
  seconds,
  cpuSeconds,
  idleShare,
});

describe('the figures of tracing', () => {
  const [cpu, rate] = figuresOf(
    {
      off: [round(2, 3, 0.1), round(2, 3, 0.1), round(9, 9, 0.9)],
      otlp: [round(4, 5, 0.5), round(4, 5, 0.5), round(4, 5, 0.5)],
    },
    { count: 58, bytes: 40_960 },
  );

  it('compare the CPU of a checkout, without what each system uses while it is idle', () => {
    // Traced, 5 s less 4 s at the 0.1 that this system showed while the other one had load; not traced, 3 s less 2 s at 0.5.
    expect(cpu?.value).toBeCloseTo(460);
    expect(cpu?.floor).toBeCloseTo(200);
  });

  it('compare the rates by their medians', () => {
    expect(rate).toMatchObject({ value: 5, floor: 2.5 });
  });
});

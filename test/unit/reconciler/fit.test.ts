/** Which rules fit the time of one function, and how the others are split. */
import { describe, expect, it } from '@jest/globals';
import { ONE_FUNCTION_SECONDS, partsFor, readingSeconds } from '../../../reconciler/index.ts';

const streamed = {};
const sketched = { pushdown: () => Promise.resolve(undefined) };

describe('the time of one function', () => {
  it('is enough for a few million streamed rows, and for ten times as many that their database adds up', () => {
    expect(readingSeconds(streamed, { rows: 4_000_000 })).toBeLessThan(ONE_FUNCTION_SECONDS);
    expect(readingSeconds(streamed, { rows: 6_000_000 })).toBeGreaterThan(ONE_FUNCTION_SECONDS);
    expect(readingSeconds(sketched, { rows: 50_000_000 })).toBeLessThan(ONE_FUNCTION_SECONDS);
  });

  it('is spent on waiting, if a view may not be read faster', () => {
    const paced = { rows: 730, readUnits: 354, readCapacity: 1 };
    expect(readingSeconds(streamed, paced)).toBe(354);
    expect(readingSeconds(streamed, { ...paced, readCapacity: 1e6 })).toBeCloseTo(0.0365);
    expect(readingSeconds(streamed, { rows: 730, readUnits: 354 })).toBeCloseTo(0.0365);
    expect(readingSeconds(streamed, { rows: 730, readCapacity: 1 })).toBeCloseTo(0.0365);
  });

  it('is not exceeded by parts whose workers share the capacity of the view', () => {
    const paced = { rows: 730, readUnits: 354, readCapacity: 1 };
    const workers = 16;
    const parts = partsFor(streamed, paced, workers);
    const share = 1 / Math.min(workers, parts);
    expect(paced.readUnits / parts / (paced.readCapacity * share)).toBeLessThanOrEqual(ONE_FUNCTION_SECONDS);
    expect(partsFor(streamed, { ...paced, readCapacity: 10 }, workers)).toBe(1);
  });

  it('is not spent on parts that are not worth a worker, nor exceeded by parts that are too large', () => {
    expect(partsFor(streamed, { rows: 0 }, 16)).toBe(1);
    expect(partsFor(streamed, { rows: 250_000 }, 16)).toBe(2);
    expect(partsFor(streamed, { rows: 10_000_000 }, 16)).toBe(16);
    const parts = partsFor(streamed, { rows: 1_000_000_000 }, 16);
    expect(readingSeconds(streamed, { rows: 1_000_000_000 / parts })).toBeLessThanOrEqual(ONE_FUNCTION_SECONDS);
    expect(partsFor(streamed, { rows: 1e12 }, 16)).toBe(10_000);
  });
});

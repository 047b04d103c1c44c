import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromText, microsecondsOf, timestampFromHex } from '../../../reconciler/engine/index.ts';

const hexOf = (microseconds: bigint): string => BigInt.asUintN(64, microseconds).toString(16).padStart(16, '0');

/** PostgreSQL's range: from 4714-11-24 BC to the end of 294276. */
const FIRST = -211_813_488_000_000_000n;
const LAST = 9_223_371_331_199_999_999n;

describe('a timestamp as microseconds since 2000', () => {
  it.each([
    [0n, '2000-01-01T00:00:00.000000Z'],
    [-1n, '1999-12-31T23:59:59.999999Z'],
    [2n ** 63n - 1n, 'infinity'],
    [-(2n ** 63n), '-infinity'],
    [FIRST, '-004713-11-24T00:00:00.000000Z'],
    [LAST, '+294276-12-31T23:59:59.999999Z'],
  ])('%s is %s', (microseconds, text) => {
    expect(timestampFromHex(hexOf(microseconds))).toBe(text);
    expect(microsecondsOf(text)).toBe(microseconds);
  });

  it('converts back to the same timestamp', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: FIRST, max: LAST }), (microseconds) => {
        expect(microsecondsOf(timestampFromHex(hexOf(microseconds)))).toBe(microseconds);
      }),
    );
  });

  it('is exact near 2000 and far from it', () => {
    const edge = 2n ** 52n;
    const near = fc.bigInt({ min: -edge - 5_000_000n, max: edge + 5_000_000n });
    const edges = [-edge - 1n, -edge, -edge + 1n, edge - 1n, edge, edge + 1n, 999_999n, 86_399_999_999n].map(
      (at) => [at] as [bigint],
    );
    fc.assert(
      fc.property(near, (microseconds) => {
        expect(microsecondsOf(timestampFromHex(hexOf(microseconds)))).toBe(microseconds);
      }),
      { numRuns: 1000, examples: edges },
    );
  });
});

describe('a timestamp as a store writes it', () => {
  it.each([
    ['294276-12-31 23:59:59+00', '+294276-12-31T23:59:59.000000Z'],
    ['294276-12-31T23:59:59.999999+00:00', '+294276-12-31T23:59:59.999999Z'],
    ['294277-01-01 01:59:59+02', '+294276-12-31T23:59:59.000000Z'],
    ['+275760-09-13T00:00:00.000001Z', '+275760-09-13T00:00:00.000001Z'],
    ['4714-11-24 00:00:00+00 BC', '-004713-11-24T00:00:00.000000Z'],
  ])('%s is %s', (text, normal) => {
    expect(fromText('timestamp', text)).toBe(normal);
  });

  it('has the normal form of PostgreSQL in all its years', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: FIRST, max: LAST }), (microseconds) => {
        const normal = timestampFromHex(hexOf(microseconds));
        const written = normal.replace(/^\+/, '').replace('T', ' ').replace('Z', '+00');
        expect(fromText('timestamp', written)).toBe(normal);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    '294277-01-01 00:00:00+00',
    '999999-01-01T00:00:00Z',
    '-271821-04-20 00:00:00+01',
    '280000-02-30 00:00:00+00',
  ])('is refused after the last year, before the first, and on a day that no calendar has: %s', (text) => {
    expect(() => fromText('timestamp', text)).toThrow('is not a timestamp');
  });
});

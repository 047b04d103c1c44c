import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { correlationIdOf, hits, parseCorrelationId, unitInterval } from '../../../chaos/schemas/decision.ts';

const name = fc.stringMatching(/^[a-z0-9_]{1,12}$/);
const seed = fc.integer({ min: 0, max: 0xffff_ffff });

describe('the decision which requests a fault hits', () => {
  it('finds the operation of every correlation id that it makes', () => {
    fc.assert(
      fc.property(name, name, fc.nat(), (run, scenario, iteration) => {
        const operation = { run, scenario, iteration };
        expect(parseCorrelationId(correlationIdOf(operation))).toEqual(operation);
      }),
    );
  });

  it('never hits at rate 0, always hits at rate 1, and hits at every higher rate what it hits at a lower one', () => {
    fc.assert(
      fc.property(
        seed,
        name,
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (chosen, scenario, iteration, rate) => {
          expect(hits(chosen, 'fault', scenario, iteration, 0)).toBe(false);
          expect(hits(chosen, 'fault', scenario, iteration, 1)).toBe(true);
          if (hits(chosen, 'fault', scenario, iteration, rate / 2)) {
            expect(hits(chosen, 'fault', scenario, iteration, rate)).toBe(true);
          }
        },
      ),
    );
  });

  it('hits the share of iterations that the rate gives', () => {
    const iterations = 4_000;
    fc.assert(
      fc.property(seed, fc.constantFrom(0.02, 0.1, 0.5, 0.9), (chosen, rate) => {
        const share = countOf(iterations, (iteration) => hits(chosen, 'fault', 'load', iteration, rate)) / iterations;
        const sixDeviations = 6 * Math.sqrt((rate * (1 - rate)) / iterations);
        expect(Math.abs(share - rate)).toBeLessThan(sixDeviations);
      }),
      { numRuns: 20 },
    );
  });

  it('is independent for two faults of one scenario', () => {
    const iterations = 4_000;
    fc.assert(
      fc.property(seed, (chosen) => {
        const both = countOf(
          iterations,
          (iteration) =>
            hits(chosen, 'one-fault', 'load', iteration, 0.3) && hits(chosen, 'other-fault', 'load', iteration, 0.3),
        );
        expect(Math.abs(both / iterations - 0.09)).toBeLessThan(0.03);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['', 0.6689221884589642],
    ['1|fault|load|0', 0.020332475192844868],
    ['20161215|sold-out|refused_checkout|17', 0.05912035540677607],
  ])('gives %j the same number in every JavaScript engine', (text, number) => {
    expect(unitInterval(text)).toBe(number);
  });
});

function countOf(iterations: number, holds: (iteration: number) => boolean): number {
  return Array.from({ length: iterations }, (_, iteration) => iteration).filter(holds).length;
}

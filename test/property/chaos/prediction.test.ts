import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { correlationIdOf, type LoadFault, type Operation, SAGA_JOURNEYS } from '../../../chaos/schemas/index.ts';
import { predict } from '../../../chaos/prediction/index.ts';
import { experiment } from '../../unit/chaos/sound-run.ts';

const journeys = fc.constantFrom('checkout', 'over_limit', 'no_stock', 'browse');
const operations = fc
  .array(fc.record({ journey: journeys, status: fc.constantFrom(202, 202, 202, 400, 429, 500, 503, 0) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((drawn) => drawn.map(operationOf));

const faults = fc
  .array(
    fc.record({
      fault: fc.constantFrom('exception', 'out-of-stock', 'over-limit'),
      rate: fc.double({ min: 0.01, max: 1, noNaN: true }),
      attempts: fc.constantFrom<LoadFault['attempts']>(1, 2, 'always'),
      service: fc.constantFrom('payment', 'warehouse', 'shipping'),
      step: fc.constantFrom('prepare', 'commit', 'rollback'),
      point: fc.constantFrom('before-commit', 'after-commit'),
    }),
    { maxLength: 5 },
  )
  .map((drawn) => drawn.map(faultOf));

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

function operationOf({ journey, status }: { journey: string; status: number }, iteration: number): Operation {
  const correlationId = correlationIdOf({ run: 'r1', scenario: 'hit', iteration });
  const sent = { sentAt: '2026-01-01T00:00:00Z', elapsedMs: 0, durationMs: 1, totalCents: 500 };
  return { correlationId, scenario: 'hit', iteration, journey, status, ...sent };
}

function faultOf(
  drawn: Pick<LoadFault, 'fault' | 'rate' | 'attempts'> & Record<'service' | 'step' | 'point', string>,
  index: number,
): LoadFault {
  const { fault, rate, attempts, service, step, point } = drawn;
  const parameters: LoadFault['parameters'] = fault === 'exception' ? { service, step, point } : {};
  return { id: `fault-${index}`, fault, rate, attempts, scenario: 'hit', leaseSeconds: 60, parameters };
}

const strikes = (...[faulty, seed, sent]: [LoadFault[], number, Operation[]]) =>
  [...predict({ ...experiment, faults: faulty }, seed, sent).values()].flatMap(
    ({ correlationId, struckBy, mayBeStruckBy }) =>
      [...struckBy, ...mayBeStruckBy].map((id) => `${id} ${correlationId}`),
  );

describe('the prediction', () => {
  it('is the same each time, in whatever order the operations come', () => {
    fc.assert(
      fc.property(faults, seeds, operations, (faulty, seed, sent) => {
        const broken = { ...experiment, faults: faulty };
        const once = predict(broken, seed, sent);
        expect(new Map([...predict(broken, seed, sent.toReversed())].reverse())).toEqual(once);
      }),
    );
  });

  it('has a fate for each order that was answered, and for no other', () => {
    fc.assert(
      fc.property(faults, seeds, operations, (faulty, seed, sent) => {
        const owed = sent.filter(({ journey, status }) => journey in SAGA_JOURNEYS && status > 0 && status < 500);
        const told = predict({ ...experiment, faults: faulty }, seed, sent);
        expect([...told.keys()]).toEqual(owed.map(({ correlationId }) => correlationId));
      }),
    );
  });

  it('names for each saga that does not simply complete what it was, and for no other', () => {
    fc.assert(
      fc.property(faults, seeds, operations, (faulty, seed, sent) => {
        for (const { outcome, by, causes } of predict({ ...experiment, faults: faulty }, seed, sent).values()) {
          expect(causes.length > 0).toBe(outcome === 'rolled-back' || by === 'reconciler');
        }
      }),
    );
  });

  it('lets a fault alone strike no fewer operations at a higher rate', () => {
    const one = faults.filter(({ length }) => length > 0).map(([first]) => first as LoadFault);
    fc.assert(
      fc.property(one, fc.double({ min: 0, max: 1, noNaN: true }), seeds, operations, (fault, more, seed, sent) => {
        const higher = { ...fault, rate: fault.rate + more * (1 - fault.rate) };
        expect(strikes([higher], seed, sent)).toEqual(expect.arrayContaining(strikes([fault], seed, sent)));
      }),
    );
  });

  it('never lets one fault at one place both strike surely and perhaps', () => {
    fc.assert(
      fc.property(faults, seeds, operations, (faulty, seed, sent) => {
        const told = strikes(faulty, seed, sent);
        expect(new Set(told).size).toBe(told.length);
      }),
    );
  });
});

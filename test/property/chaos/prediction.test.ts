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

const hitsOf = (...[faulty, seed, sent]: [LoadFault[], number, Operation[]]) =>
  [...predict({ ...experiment, faults: faulty }, seed, sent).values()].flatMap(({ correlationId, hitBy, mayBeHitBy }) =>
    [...hitBy, ...mayBeHitBy].map((id) => `${id} ${correlationId}`),
  );

describe('the prediction', () => {
  it('is the same every time, whatever the order of the operations', () => {
    fc.assert(
      fc.property(faults, seeds, operations, (faulty, seed, sent) => {
        const broken = { ...experiment, faults: faulty };
        const once = predict(broken, seed, sent);
        expect(new Map([...predict(broken, seed, sent.toReversed())].reverse())).toEqual(once);
      }),
    );
  });

  it('has an end for each order that was answered, and for no other', () => {
    fc.assert(
      fc.property(faults, seeds, operations, (faulty, seed, sent) => {
        const answered = sent.filter(({ journey, status }) => journey in SAGA_JOURNEYS && status > 0 && status < 500);
        const predicted = predict({ ...experiment, faults: faulty }, seed, sent);
        expect([...predicted.keys()]).toEqual(answered.map(({ correlationId }) => correlationId));
      }),
    );
  });

  it('names causes for each saga that the services do not simply complete, and for no other', () => {
    fc.assert(
      fc.property(faults, seeds, operations, (faulty, seed, sent) => {
        for (const { end, by, causes } of predict({ ...experiment, faults: faulty }, seed, sent).values()) {
          expect(causes.length > 0).toBe(end === 'rolled-back' || by === 'reconciler');
        }
      }),
    );
  });

  it('lets a single fault hit no fewer operations at a higher rate', () => {
    const one = faults.filter(({ length }) => length > 0).map(([first]) => first as LoadFault);
    fc.assert(
      fc.property(one, fc.double({ min: 0, max: 1, noNaN: true }), seeds, operations, (fault, more, seed, sent) => {
        const higher = { ...fault, rate: fault.rate + more * (1 - fault.rate) };
        expect(hitsOf([higher], seed, sent)).toEqual(expect.arrayContaining(hitsOf([fault], seed, sent)));
      }),
    );
  });

  it('never lists a hit as both certain and possible', () => {
    fc.assert(
      fc.property(faults, seeds, operations, (faulty, seed, sent) => {
        const hits = hitsOf(faulty, seed, sent);
        expect(new Set(hits).size).toBe(hits.length);
      }),
    );
  });
});

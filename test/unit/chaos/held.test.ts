import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SagaState } from '../../../chaos/schemas/index.ts';
import { holdOnce } from '../../../chaos/evidence/held.ts';
import { sagas } from './sound-run.ts';

const state = fc.constantFrom('A', 'B', 'none');
const saga: fc.Arbitrary<SagaState> = fc.record({
  correlationId: fc.constantFrom('r1-a-0', 'r1-a-1'),
  order: fc.option(
    fc.record({ state, totalCents: fc.nat(3), createdAt: fc.constant('t0'), updatedAt: fc.constantFrom('t1', 't2') }),
  ),
  payment: fc.option(fc.record({ state, amountCents: fc.nat(3), entries: fc.constant([]) })),
  reservation: fc.option(fc.record({ state, lines: fc.array(fc.record({ sku: state, quantity: fc.nat(2) })) })),
  shipment: fc.option(fc.record({ state })),
});

describe('sagas that are held once', () => {
  it('say what those say that were read', () => {
    fc.assert(
      fc.property(fc.array(saga), (read) => {
        const hold = holdOnce();
        expect(read.map((one) => hold(one))).toEqual(read);
      }),
    );
  });

  it('are the same objects in each snapshot in which they have not moved', () => {
    const hold = holdOnce();
    const first = sagas.map((one) => hold(structuredClone(one)));
    const second = sagas.map((one) => hold(structuredClone(one)));
    expect(second.every((one, index) => one === first[index])).toBe(true);
  });
});

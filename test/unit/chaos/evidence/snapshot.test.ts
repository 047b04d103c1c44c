import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SagaState } from '../../../../chaos/schemas/index.ts';
import { internSagas } from '../../../../chaos/evidence/snapshot.ts';
import { sagas } from '../sound-run.ts';

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

describe('interned sagas', () => {
  it('equal the sagas that were read', () => {
    fc.assert(
      fc.property(fc.array(saga), (read) => {
        const intern = internSagas();
        expect(read.map((one) => intern(one))).toEqual(read);
      }),
    );
  });

  it('are the same objects in every snapshot in which they did not change', () => {
    const intern = internSagas();
    const first = sagas.map((one) => intern(structuredClone(one)));
    const second = sagas.map((one) => intern(structuredClone(one)));
    expect(second.every((one, index) => one === first[index])).toBe(true);
  });
});

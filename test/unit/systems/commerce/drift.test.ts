import { describe, expect, it } from '@jest/globals';
import { drift } from '../../../../systems/commerce/drift/index.ts';
import { snapshot, sound } from './shop-state.ts';

const candidatesOf = (kind: string, given = snapshot('drained')) => {
  const found = drift.find((one) => one.kind === kind);
  if (found === undefined) throw new RangeError(`no drift ${kind}`);
  return found.candidates(given, 'r1', undefined as never);
};

describe('the keys on which drift can be seeded', () => {
  it('are the prices that checkout holds', () => {
    expect(candidatesOf('price-copy-changed')).toEqual(['lamp', 'mug']);
  });

  it('are new keys for a doubled price', () => {
    const prices = { ...sound['checkout.prices'], 'lamp-doubled': { name: 'Lamp' } };
    expect(candidatesOf('price-copy-doubled')).toEqual(['lamp-doubled', 'mug-doubled']);
    expect(candidatesOf('price-copy-doubled', snapshot('drained', { ...sound, 'checkout.prices': prices }))).toEqual([
      'mug-doubled',
    ]);
  });

  it('are completed orders that have their reservation', () => {
    expect(candidatesOf('reservation-lost')).toEqual(['r1-base-0']);
  });

  it('are correlation ids that no load sends, for a payment without an order', () => {
    expect(candidatesOf('orphan-payment').slice(0, 2)).toEqual(['r1-orphan-0', 'r1-orphan-1']);
  });
});

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { chooseVersion, parseFunctionRef } from '../../../../local/lambda/registry.ts';

describe('a function reference', () => {
  it.each([
    ['f', 'f', undefined],
    ['f:live', 'f', 'live'],
    ['arn:aws:lambda:us-east-1:000000000000:function:f', 'f', undefined],
    ['arn:aws:lambda:us-east-1:000000000000:function:f:3', 'f', '3'],
    ['000000000000:function:f', 'f', undefined],
  ])('parses %s', (ref, name, qualifier) => {
    expect(parseFunctionRef(ref)).toEqual({ name, qualifier });
  });
});

describe('an alias with weights', () => {
  it('routes the weight to the other version, and the rest to its own', () => {
    const alias = { version: '1', weights: [{ version: '2', weight: 0.1 }] };
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (chance) => {
        expect(chooseVersion(alias, chance)).toBe(chance < 0.1 ? '2' : '1');
      }),
    );
  });
});

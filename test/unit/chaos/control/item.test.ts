import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { itemOf, plainOf } from '../../../../chaos/control/item.ts';

const plain = fc.letrec<{ value: fc.JsonValue }>((tie) => ({
  value: fc.oneof(
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 3 },
    ),
  ),
})).value;

describe('items of the control table', () => {
  it('are read as they were written', () => {
    const fields = fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
      plain,
    );
    fc.assert(
      fc.property(fields, (written) => {
        expect(plainOf(itemOf(written as Parameters<typeof itemOf>[0]))).toEqual({ ...written });
      }),
    );
  });

  it('leave out what is undefined', () => {
    expect(itemOf({ run: 'r1', stopRequest: undefined })).toEqual({ run: { S: 'r1' } });
  });

  it('of a type that is never written there are refused by name', () => {
    expect(() => plainOf({ odd: { B: new Uint8Array() } })).toThrow(/an attribute odd of an unknown type/);
  });
});

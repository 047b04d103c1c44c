import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, canonicalText, compositeKey, fromText, type Json } from '../../../reconciler/index.ts';

const text = (type: Parameters<typeof fromText>[0], given: string): string =>
  canonicalText(type, fromText(type, given));

describe('canonical values', () => {
  it('keep every digit of an integer', () => {
    fc.assert(fc.property(fc.bigInt(), (integer) => text('integer', integer.toString()) === `#${integer};`));
  });

  it('are one text for all spellings of a decimal', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.nat({ max: 12 }), fc.nat({ max: 8 }), (digits, scale, zeros) => {
        const written = `${digits}e-${scale}`;
        const sign = digits < 0n ? '-' : '';
        const padded = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
        const plain = `${sign}${padded.slice(0, padded.length - scale)}.${padded.slice(padded.length - scale)}${'0'.repeat(zeros)}`;
        return text('decimal', written) === text('decimal', plain);
      }),
    );
  });

  it('are one text for a moment in any time zone', () => {
    const moment = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.integer({ min: -12, max: 14 }), (date, hours) => {
        const there = new Date(date.getTime() + hours * 3_600_000).toISOString().slice(0, -1);
        const zone = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}`;
        return text('timestamp', `${there}${zone}`) === text('timestamp', date.toISOString());
      }),
    );
  });

  it('differ for values that are not equal', () => {
    const all = [
      canonicalText('text', undefined),
      canonicalText('text', null),
      canonicalText('text', ''),
      canonicalText('text', 'null'),
      canonicalText('text', '1'),
      canonicalText('integer', 1n),
      canonicalText('boolean', true),
      canonicalText('text', 'true'),
      canonicalText('text', 'é'),
      canonicalText('text', 'e\u0301'),
      canonicalText('integer', { mistyped: { S: '1' } }),
      canonicalText('boolean', null),
      canonicalText('binary', ''),
      canonicalText('binary', null),
      canonicalText('timestamp', fromText('timestamp', 'infinity')),
      canonicalText('timestamp', fromText('timestamp', '1999-12-31T23:59:59.999999Z')),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('are unambiguous when they are concatenated', () => {
    const value = fc.oneof(
      fc.string().map((content) => canonicalText('text', content)),
      fc.bigInt().map((number) => canonicalText('integer', number)),
      fc.boolean().map((flag) => canonicalText('boolean', flag)),
      fc.jsonValue().map((json) => canonicalText('json', json as Json)),
      fc.constantFrom(canonicalText('text', null), canonicalText('text', undefined)),
    );
    const row = fc.array(value, { maxLength: 4 });
    fc.assert(
      fc.property(row, row, (one, other) => {
        const equal = one.length === other.length && one.every((text, at) => text === other[at]);
        return (one.join('') === other.join('')) === equal;
      }),
    );
  });

  it('do not depend on the order of JSON members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        return canonicalJson(reversed as Json) === canonicalJson(object as Json);
      }),
    );
  });

  it('keep different composite keys different', () => {
    const parts = fc.array(fc.string(), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const equal = one.length === other.length && one.every((part, at) => part === other[at]);
        return (compositeKey(one) === compositeKey(other)) === equal;
      }),
    );
  });

  it('are refused for a value of another type', () => {
    for (const [type, given] of [
      ['integer', '1.5'],
      ['decimal', '1,5'],
      ['timestamp', 'yesterday'],
      ['boolean', 'yes'],
    ] as const) {
      expect(() => fromText(type, given)).toThrow(new RegExp(`is not an? ${type}`));
    }
  });
});

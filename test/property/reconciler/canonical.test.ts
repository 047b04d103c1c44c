import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, canonicalText, compositeKey, fromText, type Json } from '../../../reconciler/index.ts';

const text = (type: Parameters<typeof fromText>[0], given: string): string =>
  canonicalText(type, fromText(type, given));

describe('canonical values', () => {
  it('keep every digit of an integer', () => {
    fc.assert(fc.property(fc.bigInt(), (integer) => text('integer', integer.toString()) === `number:${integer}`));
  });

  it('make one text of every way to write a decimal', () => {
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

  it('make one text of every zone of a moment', () => {
    const moment = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.integer({ min: -12, max: 14 }), (date, hours) => {
        const there = new Date(date.getTime() + hours * 3_600_000).toISOString().slice(0, -1);
        const zone = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}`;
        return text('timestamp', `${there}${zone}`) === text('timestamp', date.toISOString());
      }),
    );
  });

  it('keep apart what is not equal', () => {
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
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('do not depend on the order in which JSON names its members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const reversed = Object.fromEntries(Object.entries(object).reverse());
        return canonicalJson(reversed as Json) === canonicalJson(object as Json);
      }),
    );
  });

  it('never join two composite keys into one', () => {
    const parts = fc.array(fc.string(), { minLength: 2, maxLength: 3 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const equal = one.length === other.length && one.every((part, at) => part === other[at]);
        return (compositeKey(one) === compositeKey(other)) === equal;
      }),
    );
  });

  it('refuse what is not of the type', () => {
    for (const [type, given] of [
      ['integer', '1.5'],
      ['decimal', '1,5'],
      ['timestamp', 'yesterday'],
      ['boolean', 'yes'],
    ] as const) {
      expect(() => fromText(type, given)).toThrow(`is no ${type}`);
    }
  });
});

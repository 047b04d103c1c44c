import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  canonicalJson,
  canonicalText,
  ExactNumber,
  type Json,
  jsonText,
  NonJsonValue,
  numberOf,
  parseJson,
  shownJson,
  ValueError,
} from '../../../reconciler/index.ts';

const digits = fc.tuple(fc.bigInt(), fc.integer({ min: -420, max: 420 }));

/** Names and texts that a parser may confuse with its own marks. */
const texts = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '__proto__',
    'toJSON',
    '\u0001',
    '\u00011',
    '\u0001\u0001',
    '1e400',
    '12345678901234567890',
    '"',
    '\\',
  ),
);

const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    texts.map((text) => JSON.stringify(text)),
    digits.map(([whole, exponent]) => `${whole}e${exponent}`),
    fc.bigInt().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
    fc.constantFrom('true', 'false', 'null', '[]', '{}', '-0', '1e400', '1e-400'),
    fc.array(tie('json'), { maxLength: 4 }).map((items) => `[${items.join(' , ')}]`),
    fc
      .uniqueArray(fc.tuple(texts, tie('json')), { maxLength: 4, selector: ([name]) => name })
      .map((members) => `{${members.map(([name, member]) => `${JSON.stringify(name)}: ${member}`).join(',')}}`),
  ),
}));

describe('JSON with exact numbers', () => {
  it('is the same document after it is written and parsed again', () => {
    fc.assert(
      fc.property(json, (text) => {
        const document = parseJson(text);
        const again = parseJson(jsonText(document));
        expect(canonicalJson(again)).toBe(canonicalJson(document));
        expect(shownJson(document)).toBe(jsonText(document));
        expect(canonicalJson(parseJson(shownJson(document, 2)))).toBe(canonicalJson(document));
      }),
    );
  });

  it('agrees with JSON.parse on every document whose numbers a double holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('writes two numbers the same way if and only if they are equal', () => {
    const times = (value: bigint, power: number) => value * 10n ** BigInt(power);
    fc.assert(
      fc.property(digits, fc.bigInt({ min: -3n, max: 3n }), fc.nat({ max: 30 }), ([whole, exponent], added, zeros) => {
        const one = canonicalJson(numberOf(`${whole}e${exponent}`));
        const other = canonicalJson(numberOf(`${times(whole, zeros) + added}e${exponent - zeros}`));
        expect(one === other).toBe(added === 0n);
      }),
    );
  });

  it.each(['12345678901234567890', '0.1234567890123456789', '-1e400', '9007199254740993'])('keeps %s', (text) => {
    const document = parseJson(`{"a":${text}}`);
    expect(canonicalJson(document)).not.toBe(canonicalJson({ a: Number(text) }));
    expect(canonicalJson(parseJson(jsonText(document)))).toBe(canonicalJson(document));
    expect(JSON.stringify(document)).not.toContain('null');
  });

  it('never confuses an object with a value that looks like it', () => {
    const exact = new ExactNumber('12345678901234567890');
    const set = new NonJsonValue('number set', [1, exact]);
    const alike: readonly (readonly [Json, Json])[] = [
      [exact, { number: exact.digits }],
      [exact, { digits: exact.digits }],
      [exact, exact.digits],
      [set, { 'number set': [1, exact] }],
      [set, { kind: 'number set', members: [1, exact] }],
      [new NonJsonValue('binary', ['']), { binary: '' }],
    ];
    for (const [value, object] of alike) {
      expect(canonicalText('json', value)).not.toBe(canonicalText('json', object));
    }
  });

  it('keeps members of any name, and the last of several with one name', () => {
    expect(jsonText(parseJson('{"__proto__":{"x":12345678901234567890}}'))).toBe(
      '{"__proto__":{"x":12345678901234567890}}',
    );
    expect(jsonText(parseJson('{"__proto__":1}'))).toBe('{"__proto__":1}');
    expect(jsonText(parseJson('{"a":1,"a":12345678901234567890}'))).toBe('{"a":12345678901234567890}');
  });

  it.each(['', '{', '01', '{12345678901234567890:1}', '[1e]', '0012345678901234567890', '1.5.12345678901234567890'])(
    'refuses %j',
    (text) => {
      expect(() => parseJson(text)).toThrow(ValueError);
    },
  );

  it('refuses to write what JSON cannot express', () => {
    expect(() => jsonText([new NonJsonValue('string set', ['a'])])).toThrow('string set');
    expect(shownJson([new NonJsonValue('string set', ['a'])])).toBe('[{"string set":["a"]}]');
  });
});

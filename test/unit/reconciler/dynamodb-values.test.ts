import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { canonicalText, type FieldType, parseJson, type Value } from '../../../reconciler/index.ts';
import { imageOf, itemOf, sameItem, valueOf } from '../../../reconciler/stores/dynamodb/attribute.ts';
import { attributeOf } from '../../../reconciler/stores/dynamodb/convert.ts';
import { keyAttributes, keyOf, whyNotHeld } from '../../../reconciler/stores/dynamodb/key.ts';
import { rowReader } from '../../../reconciler/stores/dynamodb/row.ts';
import { fieldSources } from '../../../reconciler/stores/field.ts';

const key = [{ attribute: 'id', type: 'S' }] as const;

describe('an item as a row', () => {
  const read = rowReader({
    key,
    sources: fieldSources({ zip: 'text', at: 'timestamp', secret: { type: 'integer', sensitive: true }, doc: 'json' }),
    version: 'version',
  });

  it('has no value in a field whose type cannot represent it, and says why', () => {
    const item = { id: { S: '1' }, zip: { N: '8001' }, at: { S: 'soon' }, secret: { S: '12-34' } };
    const { fields, unreadable } = read(item);
    expect(fields).toEqual({});
    expect(unreadable).toEqual({
      zip: '{"N":"8001"} is not of type text',
      at: '{"S":"soon"} is not of type timestamp',
      secret: "a value of DynamoDB's type S is not of type integer",
    });
  });

  it('cannot represent a lone surrogate at any depth', () => {
    const half = { S: 'a\udc00' };
    const { unreadable } = read({ id: { S: '1' }, zip: half, doc: { M: { a: { L: [half] } } } });
    expect(Object.keys(unreadable ?? {})).toEqual(['zip', 'doc']);
    const name = { M: { '\ud800': { NULL: true } } } as const;
    expect(read({ id: { S: '1' }, doc: name }).unreadable).toHaveProperty('doc');
  });

  it('cannot be compared if its version is not an integer, and the reason names the attribute', () => {
    for (const version of [{ N: '1.5' }, { S: '7' }, { NULL: true }] as const) {
      const row = read({ id: { S: 'x' }, zip: { S: '8001' }, version });
      expect(row).not.toHaveProperty('version');
      expect(Object.keys(row.unreadable ?? {})).toEqual(['zip', 'at', 'secret', 'doc']);
      expect(row.unreadable?.['zip']).toMatch(/ in version, .*integer$/);
    }
    expect(read({ id: { S: 'x' }, version: { N: '1E+3' } }).version).toBe(1000n);
    expect(read({ id: { S: 'x' }, version: { N: '-3' } }).version).toBe(-3n);
  });

  it('has no value in a field whose `shaped` fails, or returns what is not of the type', () => {
    const shapes: readonly (readonly [(value: Value) => unknown, Value | undefined])[] = [
      [() => '2024-01-01T00:00:00Z', '2024-01-01T00:00:00.000000Z'],
      [() => 'yesterday', undefined],
      [() => undefined, undefined],
      [() => new Date(0), undefined],
      [(value) => (value as { trim(): Value }).trim(), undefined],
      [() => null, null],
    ];
    for (const [shaped, expected] of shapes) {
      const sources = fieldSources({
        at: { type: 'timestamp', shaped: shaped as (value: Value) => Value },
        zip: 'text',
      });
      const row = rowReader({ key, sources })({ id: { S: '1' }, at: { NULL: true }, zip: { S: '8001' } });
      expect(row.fields).toEqual({ zip: '8001', ...(expected !== undefined && { at: expected }) });
      expect(Object.keys(row.unreadable ?? {})).toEqual(expected === undefined ? ['at'] : []);
    }
  });

  it('does not show what a sensitive value made `shaped` say', () => {
    const shaped = (value: Value): Value => {
      throw new Error(`no such code: ${JSON.stringify(value)}`);
    };
    const reason = (more: object): string | undefined =>
      rowReader({ key, sources: fieldSources({ code: { type: 'text', shaped, ...more } }) })({
        id: { S: '1' },
        code: { S: '12-34' },
      }).unreadable?.['code'];
    expect(reason({})).toMatch(/no such code: "12-34"/);
    expect(reason({ sensitive: true })).not.toMatch(/12-34/);
  });
});

describe('a document of DynamoDB', () => {
  const same = (one: AttributeValue, other: AttributeValue): boolean =>
    canonicalText('json', valueOf('json', one) as Value) === canonicalText('json', valueOf('json', other) as Value);

  it('equals another if and only if all types and values do', () => {
    const bytes = (text: string): Uint8Array => Buffer.from(text);
    const distinct: AttributeValue[] = [
      { N: '12345678901234567890' },
      { N: '12345678901234567891' },
      { S: '12345678901234567890' },
      { M: { number: { S: '12345678901234567890' } } },
      { B: bytes('hi') },
      { S: 'aGk=' },
      { M: { binary: { S: 'aGk=' } } },
      { BS: [bytes('hi')] },
      { SS: ['1', '2'] },
      { NS: ['1', '2'] },
      { L: [{ S: '1' }, { S: '2' }] },
      { M: { set: { L: [{ S: '"1"' }, { S: '"2"' }] } } },
      { M: {} },
      { L: [] },
      { NULL: true },
      { BOOL: false },
    ];
    for (const [at, one] of distinct.entries()) {
      for (const [index, other] of distinct.entries())
        expect([at, index, same(one, other)]).toEqual([at, index, at === index]);
    }
    expect(same({ NS: ['10', '9'] }, { NS: ['9', '10'] })).toBe(true);
    expect(same({ SS: ['b', 'a'] }, { SS: ['a', 'b'] })).toBe(true);
  });

  it('is restored from its image bit for bit', () => {
    const item = {
      id: { S: 'x' },
      N: { S: 'a name' },
      doc: { M: Object.fromEntries([['__proto__', { BS: [Buffer.from([0, 255]), Buffer.from([])] }]]) },
      B: { B: Buffer.from([1]) },
    };
    expect(sameItem(itemOf(imageOf(item)), item)).toBe(true);
    expect(Object.keys(itemOf(imageOf(item))['doc']?.M ?? {})).toEqual(['__proto__']);
    expect(sameItem({ a: { NS: ['1.0', '2'] } }, { a: { NS: ['2', '1'] } })).toBe(true);
    const spelled = { doc: { M: { price: { N: '1.50' }, all: { NS: ['1E3', '+5'] } } } };
    expect(itemOf(imageOf(spelled))).toEqual({ doc: { M: { price: { N: '1.50' }, all: { NS: ['+5', '1E3'] } } } });
    expect(sameItem({ a: { L: [{ N: '1' }, { N: '2' }] } }, { a: { L: [{ N: '2' }, { N: '1' }] } })).toBe(false);
  });
});

describe('a value to write to DynamoDB', () => {
  it.each<[FieldType, Value, AttributeValue]>([
    ['decimal', '-0.00000000000000000000000000000000000001', { N: '-0.00000000000000000000000000000000000001' }],
    ['integer', 99999999999999999999999999999999999999n, { N: '99999999999999999999999999999999999999' }],
    ['decimal', `1${'0'.repeat(125)}`, { N: `1${'0'.repeat(125)}` }],
    [
      'json',
      parseJson('{"a":12345678901234567890,"b":[1e-130]}'),
      {
        M: { a: { N: '12345678901234567890' }, b: { L: [{ N: `0.${'0'.repeat(129)}1` }] } },
      },
    ],
    ['text', '', { S: '' }],
    ['timestamp', '2026-01-01T00:00:00.000000Z', { S: '2026-01-01T00:00:00.000000Z' }],
    ['json', null, { NULL: true }],
  ])('is stored exactly: %s %p', (type, value, attribute) => {
    expect(attributeOf(type, value)).toEqual(attribute);
  });

  it.each<[FieldType, Value, string]>([
    ['decimal', 'NaN', 'NaN'],
    ['decimal', 'Infinity', 'Infinity'],
    ['decimal', '123456789012345678901234567890123456789', '39 digits'],
    ['integer', 10n ** 126n, '1e126'],
    ['decimal', `0.${'0'.repeat(130)}1`, '1e-131'],
    ['json', parseJson('{"a":[1e400]}'), '1e400'],
    ['json', { '': 1 }, 'an empty name'],
    ['text', 'half \ud800', 'surrogate'],
    ['json', { a: 'half \ud800' }, 'surrogate'],
  ])('is refused if DynamoDB cannot store it: %s %p', (type, value, message) => {
    expect(() => attributeOf(type, value)).toThrow(message);
  });
});

describe('a key of a table', () => {
  const parts = [
    { attribute: 'id', type: 'S' },
    { attribute: 'number', type: 'N' },
  ] as const;

  it('is one key, however its number is spelled', () => {
    for (const number of ['007', '7.0', '+7', '0.7e1']) {
      expect(keyAttributes(parts, JSON.stringify(['a', number]))).toEqual({ id: { S: 'a' }, number: { N: '7' } });
    }
    expect(keyOf(parts, { id: { S: 'a' }, number: { N: '7.0' } })).toBe('["a","7"]');
  });

  it.each([
    [JSON.stringify(['', '1']), 'id is empty'],
    [JSON.stringify(['a', 'abc']), /number.* number/],
    [JSON.stringify(['a', '']), /number.* number/],
    [JSON.stringify(['a', '1e200']), /number.* number/],
    [JSON.stringify(['k'.repeat(2049), '1']), 'id has 2049 bytes: DynamoDB allows 2048'],
    [JSON.stringify(['a']), 'not a JSON array of 2 texts'],
    ['a', 'not a JSON array of 2 texts'],
  ])('is refused if the table cannot contain it: %.40s', (text, message) => {
    expect(whyNotHeld(parts, text)).toMatch(message);
  });

  it('is limited to fewer bytes in its sort part', () => {
    const texts = [key[0], { attribute: 'sort', type: 'S' }] as const;
    expect(whyNotHeld(texts, JSON.stringify(['k'.repeat(2048), 's'.repeat(1024)]))).toBeUndefined();
    expect(whyNotHeld(texts, JSON.stringify(['k', 's'.repeat(1025)]))).toContain('DynamoDB allows 1024');
  });
});

import { describe, expect, it } from '@jest/globals';
import { types } from 'pg';
import { plainValue, toField } from '../../../../local/rds/sql/field.ts';

const { BOOL, BYTEA, FLOAT8, INT4, INT8, NUMERIC, TEXT, TIMESTAMPTZ } = types.builtins;
const defaults = { decimal: 'STRING', long: 'LONG' } as const;

describe('fields of a row', () => {
  it.each([
    ['a null', null, INT4, { isNull: true }],
    ['an integer', '7', INT4, { longValue: 7 }],
    ['a double', '1.5', FLOAT8, { doubleValue: 1.5 }],
    ['a double that JSON cannot express', 'NaN', FLOAT8, { doubleValue: 'NaN' }],
    ['a decimal, which stays text', '1.50', NUMERIC, { stringValue: '1.50' }],
    ['a boolean', 't', BOOL, { booleanValue: true }],
    ['bytes', '\\x0102', BYTEA, { blobValue: 'AQI=' }],
    ['a text', 'x', TEXT, { stringValue: 'x' }],
    [
      'a time with a zone, in UTC',
      '2026-01-02 03:04:05.678+00',
      TIMESTAMPTZ,
      { stringValue: '2026-01-02 03:04:05.678' },
    ],
    ['an array of integers', '{1,NULL,2}', 1007, { arrayValue: { longValues: [1, null, 2] } }],
    ['an array of texts', '{a,"b,c"}', 1009, { arrayValue: { stringValues: ['a', 'b,c'] } }],
  ])('%s', (_what, text, oid, field) => {
    expect(toField(text, oid, defaults)).toEqual(field);
  });

  it('returns long integers as text on request', () => {
    const asText = { ...defaults, long: 'STRING' } as const;
    expect(toField('9007199254740993', INT8, asText)).toEqual({ stringValue: '9007199254740993' });
  });

  it('returns decimals as numbers on request', () => {
    const asNumbers = { ...defaults, decimal: 'DOUBLE_OR_LONG' } as const;
    expect([toField('1.5', NUMERIC, asNumbers), toField('2', NUMERIC, asNumbers)]).toEqual([
      { doubleValue: 1.5 },
      { longValue: 2 },
    ]);
  });

  it('become plain values in JSON records', () => {
    expect(plainValue({ isNull: true })).toBeNull();
    expect(plainValue({ arrayValue: { longValues: [1] } })).toEqual([1]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { primingKey } from '../../../../local/dynamodb/prime.ts';
import { tableProperties } from '../../../../local/dynamodb/table-properties.ts';

const table = (...keys: ['HASH' | 'RANGE', string, 'S' | 'N'][]) =>
  tableProperties.parse({
    KeySchema: keys.map(([KeyType, AttributeName]) => ({ AttributeName, KeyType })),
    AttributeDefinitions: keys.map(([, AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
  });

describe('the priming item of a stream', () => {
  it('says what it is in its partition key', () => {
    expect(primingKey(table(['HASH', 'id', 'S'], ['RANGE', 'n', 'N']))).toEqual({
      id: { S: '__prime__0' },
      n: { N: '0' },
    });
  });

  it('is not made where the partition key cannot say it', () => {
    expect(primingKey(table(['HASH', 'id', 'N']))).toBeUndefined();
  });
});

describe('properties of a table', () => {
  it('that are not understood are refused by name', () => {
    expect(() => tableProperties.parse({ KeySchema: [], Colour: 'red' })).toThrow('Colour');
  });
});

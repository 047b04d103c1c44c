import { describe, expect, it } from '@jest/globals';
import { primingKey } from '../../../../local/dynamodb/prime.ts';
import { tableProperties } from '../../../../local/dynamodb/table-properties.ts';

const table = (...keys: ['HASH' | 'RANGE', string, 'S' | 'N'][]) =>
  tableProperties.parse({
    KeySchema: keys.map(([KeyType, AttributeName]) => ({ AttributeName, KeyType })),
    AttributeDefinitions: keys.map(([, AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
  });

describe('the priming item of a stream', () => {
  it('is marked in its partition key', () => {
    expect(primingKey(table(['HASH', 'id', 'S'], ['RANGE', 'n', 'N']))).toEqual({
      id: { S: '__prime__0' },
      n: { N: '0' },
    });
  });

  it('does not exist if the partition key is not text', () => {
    expect(primingKey(table(['HASH', 'id', 'N']))).toBeUndefined();
  });
});

describe('the properties of a table', () => {
  it('are rejected by name if they are not supported', () => {
    expect(() => tableProperties.parse({ KeySchema: [], Colour: 'red' })).toThrow('Colour');
  });
});

import { describe, expect, it } from '@jest/globals';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { readFile } from 'node:fs/promises';
import { fieldsOf, itemOf } from '../../../chaos/control/items.ts';

const lock = { run: 'r', pid: 4711, empty: '', stopRequest: { by: 'someone', at: '2026-03-14T15:00:00.000Z' } };

describe('an item of the control table', () => {
  it('is written and read as the SDK does it', () => {
    expect(itemOf({ ...lock, absent: undefined })).toEqual(marshall(lock));
    expect(fieldsOf(marshall(lock))).toEqual(unmarshall(marshall(lock)));
  });

  it('is read without attributes of types that the table does not use', () => {
    expect(fieldsOf({ run: { S: 'r' }, set: { SS: ['a'] } })).toEqual({ run: 'r' });
  });
});

describe('the package @evenkeel/chaos', () => {
  it('needs no package of the SDK beside the clients that its user passes in', async () => {
    const { peerDependencies } = JSON.parse(await readFile('chaos/package.json', 'utf8')) as {
      readonly peerDependencies: Readonly<Record<string, string>>;
    };
    const sdk = Object.keys(peerDependencies).filter((name) => name.startsWith('@aws-sdk/'));
    expect(sdk.filter((name) => !name.startsWith('@aws-sdk/client-'))).toEqual([]);
  });
});

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { dynamoDbMutations } from '../../property/reconciler/dynamodb-repairs/mutations.ts';
import { sqlMutations } from '../../property/reconciler/sql-repairs/mutations.ts';

/** The soak suite applies the mutations, and each must make a proof fail. Here they must only still fit the sources. */
describe('the mutations that the proofs of repairs must catch', () => {
  it.each([...sqlMutations, ...dynamoDbMutations])('change one place: $name ($file)', async ({ file, search }) => {
    expect((await readFile(file, 'utf8')).split(search)).toHaveLength(2);
  });
});

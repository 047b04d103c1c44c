/**
 * Checks that the ledger and the control table have the keys that runs need, before anything is read or the lease is
 * taken.
 */
import { dynamoDbSdk } from './packages.ts';
import type { Problem } from './rules/index.ts';
import { isNamed } from './stores/dynamodb/errors.ts';
import type { ControlTables } from './tables.ts';

/** Partition key and sort key; both hold texts. */
const KEYS = { ledgerTable: ['runId', 'operationId'], controlTable: ['name'] } as const;

/**
 * The problems of both tables. A table that the caller has no permission to describe is not checked; its first use
 * reports the error.
 */
export async function tableProblems(tables: ControlTables): Promise<Problem[]> {
  const found = await Promise.all([problemOf(tables, 'ledgerTable'), problemOf(tables, 'controlTable')]);
  return found.filter((problem) => problem !== undefined);
}

async function problemOf(tables: ControlTables, which: keyof typeof KEYS): Promise<Problem | undefined> {
  const { DescribeTableCommand } = await dynamoDbSdk();
  const name = tables[which];
  const wanted = KEYS[which];
  const described = `a table with the ${wanted.length === 1 ? 'key' : 'keys'} ${wanted.join(' and ')}`;
  try {
    const { Table } = await tables.client.send(new DescribeTableCommand({ TableName: name }));
    const parts = Table?.KeySchema ?? [];
    const names = [parts.find(({ KeyType }) => KeyType === 'HASH'), parts.find(({ KeyType }) => KeyType === 'RANGE')]
      .map((part) => part?.AttributeName)
      .filter((part) => part !== undefined);
    if (names.length === 0 || names.join() === wanted.join()) return undefined;
    return { path: which, message: `must be ${described}; ${name} has ${names.join(' and ')}` };
  } catch (error) {
    if (!isNamed(error, 'ResourceNotFoundException')) return undefined;
    return { path: which, message: `must be ${described}; there is no table ${name} in this region and account` };
  }
}

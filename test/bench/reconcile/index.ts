/** The reconciler's engine: what a comparison costs, relative to the minimum that any comparison must do. */
import type { Figure } from '../figure.ts';
import { bundleChild } from './comparing.ts';
import { dynamoDbTable } from './dynamodb.ts';
import { growthTable } from './growth.ts';
import { withPostgres } from './postgres.ts';
import { postgresTables } from './postgres-tables.ts';

const ROWS = 1_000_000;
const ITEMS = 300_000;

export const reconcileBench = (): Promise<readonly Figure[]> =>
  withPostgres(async (postgres) => {
    const compare = await bundleChild(postgres.directory);
    return [...(await postgresTables(postgres, compare, ROWS)), ...(await dynamoDbTable(postgres, compare, ITEMS))];
  });

/** @param sizes numbers of rows of the table */
export const reconcileGrowth = (sizes: readonly number[]): Promise<string> =>
  withPostgres(async (postgres) => growthTable(postgres, await bundleChild(postgres.directory), sizes));

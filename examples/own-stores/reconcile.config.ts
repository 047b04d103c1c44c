import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ControlTables } from 'evenkeel/reconciler';
import { rules } from './rules.ts';

const prefix = 'shop-dev-';
const client = new DynamoDBClient({});

export default () => rules(client, prefix);

/** Where repairs are recorded: the tables that the hourly function uses too. */
export const control: ControlTables = {
  client,
  ledgerTable: `${prefix}reconciler-ledger`,
  controlTable: `${prefix}reconciler-control`,
};

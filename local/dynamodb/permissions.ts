/** What the operations of DynamoDB and its streams need of IAM. */
import * as z from 'zod';
import { type Account, AwsError, formatArn, type Permission } from '../core/index.ts';

type Input = Readonly<Record<string, unknown>>;
type Rule = (operation: string, input: Input, account: Account) => readonly Permission[];

const tableArn = (nameOrArn: string, { region, accountId }: Account): string =>
  nameOrArn.startsWith('arn:')
    ? nameOrArn
    : formatArn({ service: 'dynamodb', region, accountId, resource: `table/${nameOrArn}` });

const text = z.string().catch('');
const permission = (operation: string, resource: string): Permission => ({ action: `dynamodb:${operation}`, resource });

/** An operation on one table, or on one of its indexes. */
const onTable: Rule = (operation, { TableName, IndexName }, account) => {
  if (TableName === undefined) return [permission(operation, '*')];
  const table = tableArn(text.parse(TableName), account);
  return [permission(operation, IndexName === undefined ? table : `${table}/index/${text.parse(IndexName)}`)];
};

/** A batch needs its own action on each table. */
const onRequestedTables: Rule = (operation, { RequestItems }, account) =>
  Object.keys(z.record(z.string(), z.unknown()).catch({}).parse(RequestItems)).map((name) =>
    permission(operation, tableArn(name, account)),
  );

const transactItems = z.array(z.record(z.string(), z.object({ TableName: text }))).catch([]);

/** A transaction needs the actions of its items: `Put` needs PutItem, `ConditionCheck` needs ConditionCheckItem. */
const onTransactionItems: Rule = (_operation, { TransactItems }, account) =>
  transactItems
    .parse(TransactItems)
    .flatMap((item) =>
      Object.entries(item).map(([kind, { TableName }]) => permission(`${kind}Item`, tableArn(TableName, account))),
    );

const onStream: Rule = (operation, { StreamArn }) => [permission(operation, text.parse(StreamArn))];

/** An iterator begins with the ARN of its stream. */
const onIterator: Rule = (operation, { ShardIterator }) => [
  permission(operation, text.parse(ShardIterator).split('|')[0] ?? ''),
];

const onStreamsOf: Rule = (operation, { TableName }, account) => [
  permission(operation, TableName === undefined ? '*' : `${tableArn(text.parse(TableName), account)}/stream/*`),
];

const refusePartiQl: Rule = (operation) => {
  throw new AwsError(
    'ValidationException',
    `${operation} is not simulated for roles: PartiQL names its tables in a text.`,
  );
};

/** The operations whose resources are not just the table of their input. */
const RULES: Readonly<Record<string, Rule>> = {
  BatchExecuteStatement: refusePartiQl,
  BatchGetItem: onRequestedTables,
  BatchWriteItem: onRequestedTables,
  DescribeStream: onStream,
  ExecuteStatement: refusePartiQl,
  ExecuteTransaction: refusePartiQl,
  GetRecords: onIterator,
  GetShardIterator: onStream,
  ListStreams: onStreamsOf,
  TransactGetItems: onTransactionItems,
  TransactWriteItems: onTransactionItems,
};

/** @param operation such as `PutItem` */
export const permissionsOf: Rule = (operation, input, account) =>
  (RULES[operation] ?? onTable)(operation, input, account);

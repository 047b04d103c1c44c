import { compared, copies, owners, recreated } from '../catalogue/reconciled.ts';
import { actionsOf, arnIn, type Place, type Policy, tablesIn } from './place.ts';

const clusterOf = (place: Place): string => arnIn(place, 'rds', `cluster:${place.prefix}cluster`);

/** `reconcile` without `--repair`, and `reconcile ledger`, on the reference system. */
export const reading: Policy = {
  name: 'reconcile',
  ofReferenceSystem: true,
  title: '`reconcile` and `reconcile ledger`',
  statements: (place) => [
    { sid: 'FindTheStage', actions: ['cloudformation:DescribeStacks'], resources: ['*'] },
    {
      sid: 'ReadTables',
      actions: actionsOf('dynamodb', 'DescribeTable', 'Scan', 'BatchGetItem'),
      resources: tablesIn(place, ...compared),
    },
    {
      sid: 'ReadDatabases',
      actions: actionsOf(
        'rds-data',
        'BeginTransaction',
        'ExecuteStatement',
        'CommitTransaction',
        'RollbackTransaction',
      ),
      resources: [clusterOf(place)],
    },
    {
      sid: 'AsTheReconciler',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [arnIn(place, 'secretsmanager', `secret:${place.prefix}reconciler-database-*`)],
    },
    {
      sid: 'ReadLedger',
      actions: actionsOf('dynamodb', 'DescribeTable', 'Query'),
      resources: tablesIn(place, 'reconciler-ledger'),
    },
    {
      sid: 'ReadAcceptances',
      actions: actionsOf('dynamodb', 'GetItem'),
      resources: tablesIn(place, 'reconciler-control'),
    },
  ],
};

/** `reconcile --repair`, `undo` and `accept`, on the reference system. */
export const repairing: Policy = {
  name: 'repair',
  ofReferenceSystem: true,
  title: '`reconcile --repair`, `undo` and `accept`, beside the above',
  statements: (place) => [
    {
      sid: 'RepairTables',
      actions: actionsOf('dynamodb', 'PutItem', 'UpdateItem', 'DeleteItem'),
      resources: tablesIn(place, ...copies, ...recreated),
    },
    {
      sid: 'RecordRepairs',
      actions: actionsOf('dynamodb', 'PutItem', 'UpdateItem'),
      resources: tablesIn(place, 'reconciler-ledger'),
    },
    {
      sid: 'HoldLease',
      actions: actionsOf('dynamodb', 'DescribeTable', 'ConditionCheckItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
      resources: tablesIn(place, 'reconciler-control'),
    },
    {
      sid: 'CallOwners',
      actions: ['lambda:InvokeFunction'],
      resources: owners.map((name) => arnIn(place, 'lambda', `function:${place.prefix}${name}:live`)),
    },
  ],
};

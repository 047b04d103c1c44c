import { compared, copies, owners, recreated } from '../catalogue/reconciled.ts';
import type { TableName } from '../catalogue/tables.ts';
import type { ScheduledReconciler } from '../constructs/scheduled-reconciler.ts';
import { TRANSACTION_ACTIONS } from '../constructs/service-databases.ts';
import { tableActions } from '../constructs/service-table.ts';
import type { DataStack } from './data.ts';
import type { ServicesStack } from './services.ts';

/** Grants the commerce system's reconciler what it reads and repairs, and the owners' functions that it invokes. */
export function reconcilerGrants(reconciler: ScheduledReconciler, data: DataStack, services: ServicesStack): void {
  const arns = (names: readonly TableName[]) => names.map((name) => data.table(name).tableArn);
  reconciler.allow(tableActions(['DescribeTable', 'Scan', 'BatchGetItem']), arns(compared));
  reconciler.allow(tableActions(['PutItem', 'UpdateItem', 'DeleteItem']), arns(copies));
  reconciler.allow(tableActions(['PutItem']), arns(recreated));
  reconciler.allow(TRANSACTION_ACTIONS, [data.databases.cluster.clusterArn]);
  reconciler.allow(['secretsmanager:GetSecretValue'], [data.databases.reconciler.secretArn]);
  for (const owner of owners) reconciler.run.allowInvoking(services.function(owner));
}

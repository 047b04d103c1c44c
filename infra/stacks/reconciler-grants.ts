import { compared, copies, owners, recreated } from '../catalogue/reconciled.ts';
import type { TableName } from '../catalogue/tables.ts';
import type { ScheduledReconciler } from '../constructs/scheduled-reconciler.ts';
import { TRANSACTION_ACTIONS } from '../constructs/service-databases.ts';
import { tableActions } from '../constructs/service-table.ts';
import { isHome, type PlacedStage } from '../stage.ts';
import type { DataStack } from './data.ts';
import type { ServicesStack } from './services.ts';

/** Grants the commerce system's reconciler what it reads and repairs, and the owners' functions that it invokes. */
export function reconcilerGrants(
  reconciler: ScheduledReconciler,
  data: DataStack,
  services: ServicesStack,
  stage: PlacedStage,
): void {
  const arns = (names: readonly TableName[]) => names.map((name) => data.table(name).tableArn);
  reconciler.allow(tableActions(['DescribeTable', 'Scan', 'BatchGetItem']), arns(compared));
  if (isHome(stage)) {
    reconciler.allow(tableActions(['PutItem', 'UpdateItem', 'DeleteItem']), arns(copies));
  } else {
    // Its copies are replicas of the home region's, with which it compares them.
    const atHome = copies.map((name) => data.tableIn(stage.home, name).tableArn);
    reconciler.allow(tableActions(['DescribeTable', 'Scan', 'BatchGetItem']), atHome);
  }
  reconciler.allow(tableActions(['PutItem']), arns(recreated));
  reconciler.allow(TRANSACTION_ACTIONS, [data.databases.cluster.clusterArn]);
  reconciler.allow(['secretsmanager:GetSecretValue'], [data.databases.reconciler.secretArn]);
  for (const owner of owners) reconciler.run.allowInvoking(services.function(owner));
}

import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ReconcileResult } from '../schemas/index.ts';
import { HarnessError } from './errors.ts';
import type { Target } from './ports.ts';

/** What the reconciler wrote of a run into its control table. */
export async function readReconcileResult(
  { clients, system }: Pick<Target, 'clients' | 'system'>,
  runId: string,
): Promise<ReconcileResult> {
  const TableName = `${system.prefix}reconciler-control`;
  const name = `result#${runId}`;
  const { Item } = await clients.dynamodb.send(
    new GetItemCommand({ TableName, Key: { name: { S: name } }, ConsistentRead: true }),
  );
  const document = Item?.['document']?.S;
  if (document === undefined)
    throw new HarnessError(`Reconcile run ${runId} left no result: ${TableName} has no item ${name}.`);
  return ReconcileResult.parse(JSON.parse(document));
}

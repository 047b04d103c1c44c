import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, ResourceNotFoundException } from '@aws-sdk/client-scheduler';
import { HarnessError } from '../errors.ts';
import { ReconcileResult } from '../schemas/index.ts';
import type { Target, TargetClients } from '../target.ts';

interface ReconcilerTarget<Client extends keyof TargetClients> {
  readonly system: Target['system'];
  readonly clients: Pick<TargetClients, Client>;
}

/** Whether the system has a reconciler whose hourly schedule is not paused. */
export async function isReconcilerScheduled({ clients, system }: ReconcilerTarget<'scheduler'>): Promise<boolean> {
  try {
    const { State } = await clients.scheduler.send(new GetScheduleCommand({ Name: `${system.prefix}reconcile` }));
    return State !== 'DISABLED';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/** Invokes the target of the hourly schedule at once, as the schedule would. */
export async function runReconcileNow({ clients, system }: ReconcilerTarget<'scheduler' | 'lambda'>): Promise<void> {
  const name = `${system.prefix}reconcile`;
  const { Target: target } = await clients.scheduler.send(new GetScheduleCommand({ Name: name }));
  if (target?.Arn === undefined) throw new HarnessError(`schedule ${name} has no target to invoke`);
  await clients.lambda.send(
    new InvokeCommand({
      FunctionName: target.Arn,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify({ trigger: 'run-now' })),
    }),
  );
}

/** Reads the result that the reconciler wrote into its control table. */
export async function readReconcileResult(
  { clients, system }: ReconcilerTarget<'dynamodb'>,
  runId: string,
): Promise<ReconcileResult> {
  const TableName = `${system.prefix}reconciler-control`;
  const name = `result#${runId}`;
  const { Item } = await clients.dynamodb.send(
    new GetItemCommand({ TableName, Key: { name: { S: name } }, ConsistentRead: true }),
  );
  const document = Item?.['document']?.S;
  if (document === undefined) {
    throw new HarnessError(`reconcile run ${runId} left no result: ${TableName} has no item ${name}`);
  }
  return ReconcileResult.parse(JSON.parse(document));
}

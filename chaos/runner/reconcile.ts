import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { HarnessError } from './errors.ts';
import type { Target } from './ports.ts';

/** Starts the target of the hourly schedule at once, as the schedule would. */
export async function runReconcileNow({ clients, system }: Pick<Target, 'clients' | 'system'>): Promise<void> {
  const name = `${system.prefix}reconcile`;
  const { Target: target } = await clients.scheduler.send(new GetScheduleCommand({ Name: name }));
  if (target?.Arn === undefined) throw new HarnessError(`Schedule ${name} has no target to run now.`);
  await clients.lambda.send(
    new InvokeCommand({
      FunctionName: target.Arn,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify({ trigger: 'run-now' })),
    }),
  );
}

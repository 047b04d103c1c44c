/**
 * The second safeguard of a lease: a one-off schedule that deletes the fault from the control table when its lease
 * ends, unless the fault has been armed again since. It works even if the harness is dead.
 */
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateScheduleCommand, DeleteScheduleCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { isAwsError, pagesOf } from '../aws.ts';
import { HarnessError, messageOf } from '../errors.ts';
import { leaseRoleName } from '../schemas/index.ts';
import { type Control, controlTable, keyOf } from './table.ts';

/** How a failed deletion is retried. By then, the injector has ended the fault by its own clock. */
const RETRY = { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 600 };

const namePrefix = ({ system }: Pick<Control, 'system'>) => `${system.prefix}chaos-lease-`;

/** @throws HarnessError naming the role without which no schedule can be created */
export async function scheduleLeaseEnd(
  control: Control,
  { faultId, arming, until }: { readonly faultId: string; readonly arming: string; readonly until: Date },
): Promise<void> {
  const { system, clients } = control;
  const { partition, account } = await ownerOf(control);
  const role = leaseRoleName(system.prefix, system.region);
  // Whole seconds, and never early.
  const at = new Date(Math.ceil(until.getTime() / 1000) * 1000).toISOString().slice(0, 19);
  try {
    await clients.scheduler.send(
      new CreateScheduleCommand({
        Name: `${namePrefix(control)}${arming}`,
        Description: `Ends the lease of chaos fault ${faultId}.`,
        ScheduleExpression: `at(${at})`,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: `arn:${partition}:scheduler:::aws-sdk:dynamodb:deleteItem`,
          RoleArn: `arn:${partition}:iam::${account}:role/${role}`,
          RetryPolicy: RETRY,
          Input: JSON.stringify({
            TableName: controlTable(control),
            Key: keyOf(faultId),
            ConditionExpression: 'arming = :arming',
            ExpressionAttributeValues: { ':arming': { S: arming } },
          }),
        },
      }),
    );
  } catch (error) {
    throw new HarnessError(
      `fault ${faultId} was not armed: the schedule that ends its lease could not be created: ${messageOf(error)}. The schedule runs as role ${role}, which the construct ChaosControl creates; the caller needs scheduler:CreateSchedule and iam:PassRole for it`,
      { cause: error },
    );
  }
}

export async function forgetLeaseEnd(control: Control, arming: string): Promise<void> {
  await deleteSchedule(control, `${namePrefix(control)}${arming}`);
}

/** Deletes the schedules of all leases of the stage. */
export async function forgetLeaseEnds(control: Control): Promise<void> {
  const { clients } = control;
  const pages = pagesOf(
    (NextToken: string | undefined) =>
      clients.scheduler.send(new ListSchedulesCommand({ NamePrefix: namePrefix(control), NextToken })),
    ({ NextToken }) => NextToken,
  );
  await unlessDenied(async () => {
    for await (const { Schedules = [] } of pages) {
      await Promise.all(Schedules.map(({ Name = '' }) => deleteSchedule(control, Name)));
    }
  });
}

/**
 * A schedule that has run is already gone. One that the caller may not delete does no harm: it finds no fault that it
 * could disarm, and then deletes itself.
 */
async function deleteSchedule({ clients }: Control, Name: string): Promise<void> {
  await unlessDenied(async () => {
    try {
      await clients.scheduler.send(new DeleteScheduleCommand({ Name }));
    } catch (error) {
      if (!isAwsError(error, 'ResourceNotFoundException')) throw error;
    }
  });
}

async function unlessDenied(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!isAwsError(error, 'AccessDeniedException')) throw error;
  }
}

/** Partition and account that the control table is in. */
async function ownerOf(control: Control): Promise<{ readonly partition: string; readonly account: string }> {
  const { Table } = await control.clients.dynamodb.send(new DescribeTableCommand({ TableName: controlTable(control) }));
  const [, partition = 'aws', , , account = ''] = (Table?.TableArn ?? '').split(':');
  return { partition, account };
}

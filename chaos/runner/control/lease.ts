/**
 * The second line of a lease: a one-off schedule that deletes the fault from the control table when its lease ends, if
 * it is still the arming that the schedule was made for. It needs nobody of ours to be alive.
 */
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  paginateListSchedules,
  ResourceNotFoundException,
} from '@aws-sdk/client-scheduler';
import { leaseRoleName } from '../../schemas/index.ts';
import { HarnessError } from '../errors.ts';
import { type Control, controlTable, keyOf } from './table.ts';

/** An attempt that fails is repeated for so long; the injector has ended the fault by its own clock meanwhile. */
const RETRY = { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 600 };

const namePrefix = ({ system }: Pick<Control, 'system'>) => `${system.prefix}chaos-lease-`;

/** @throws HarnessError naming the role without which no schedule can be made */
export async function scheduleLeaseEnd(
  control: Control,
  { faultId, arming, until }: { readonly faultId: string; readonly arming: string; readonly until: Date },
): Promise<void> {
  const { system, clients } = control;
  const { partition, account } = await ownerOf(control);
  const role = leaseRoleName(system.prefix, system.region);
  // Whole seconds, and none early.
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
      `No schedule could be made that ends the lease of fault ${faultId}, so it was not armed: ${error instanceof Error ? error.message : String(error)}. It runs as role ${role}, which the construct ChaosControl makes; whoever arms needs scheduler:CreateSchedule and iam:PassRole for it.`,
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
  const pages = paginateListSchedules({ client: clients.scheduler }, { NamePrefix: namePrefix(control) });
  for await (const { Schedules = [] } of pages) {
    await Promise.all(Schedules.map(({ Name = '' }) => deleteSchedule(control, Name)));
  }
}

/** One that has run is gone already. */
async function deleteSchedule({ clients }: Control, Name: string): Promise<void> {
  try {
    await clients.scheduler.send(new DeleteScheduleCommand({ Name }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

/** Partition and account that the control table is in. */
async function ownerOf(control: Control): Promise<{ readonly partition: string; readonly account: string }> {
  const { Table } = await control.clients.dynamodb.send(new DescribeTableCommand({ TableName: controlTable(control) }));
  const [, partition = 'aws', , , account = ''] = (Table?.TableArn ?? '').split(':');
  return { partition, account };
}

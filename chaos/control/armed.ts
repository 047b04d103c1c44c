import { DeleteItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import pRetry from 'p-retry';
import { isAwsError, whenConditionHolds } from '../aws.ts';
import { HarnessError } from '../errors.ts';
import { ArmedFault } from '../schemas/index.ts';
import { forgetLeaseEnd, scheduleLeaseEnd } from './lease.ts';
import { type Lock, LOCK_ID } from './lock.ts';
import { type Control, controlTable, keyOf, randomToken } from './table.ts';

/** A fault in the control table, whether or not its lease has ended. */
export interface StandingFault extends ArmedFault {
  /** Identifies this arming; renewing the lease creates a new one. Absent if this runner did not arm the fault. */
  readonly arming?: string | undefined;
}

/**
 * Puts a fault into the control table, with a schedule that removes it when its lease ends. Arming it again renews its
 * lease. One transaction makes sure that the run still holds the stage and that nobody has stopped it.
 *
 * @param before the arming that this one renews
 * @returns the arming
 * @throws HarnessError if the fault could not be armed
 */
export async function arm(control: Control, lock: Lock, fault: ArmedFault, before?: string): Promise<string> {
  const arming = randomToken();
  await scheduleLeaseEnd(control, { faultId: fault.faultId, arming, until: new Date(fault.until) });
  try {
    await putWhileHeld(control, lock, fault, arming);
  } catch (error) {
    await forgetLeaseEnd(control, arming);
    throw error;
  }
  if (before !== undefined) await forgetLeaseEnd(control, before);
  return arming;
}

/**
 * Removes a fault and its schedule.
 *
 * @param run removes the fault only if this run armed it
 * @returns whether the fault was in the table
 */
export async function disarm(control: Control, faultId: string, run?: string): Promise<boolean> {
  const ownedByRun =
    run === undefined
      ? {}
      : {
          ConditionExpression: 'attribute_not_exists(faultId) OR #run = :run',
          ExpressionAttributeNames: { '#run': 'run' },
          ExpressionAttributeValues: { ':run': { S: run } },
        };
  const deleted = await whenConditionHolds(() =>
    control.clients.dynamodb.send(
      new DeleteItemCommand({
        TableName: controlTable(control),
        Key: keyOf(faultId),
        ReturnValues: 'ALL_OLD',
        ...ownedByRun,
      }),
    ),
  );
  const arming = deleted?.Attributes?.['arming']?.S;
  if (arming !== undefined) await forgetLeaseEnd(control, arming);
  return deleted?.Attributes !== undefined;
}

/** The faults among the table's items, including those whose lease has ended. */
export function faultsAmong(items: readonly Record<string, unknown>[]): StandingFault[] {
  return items.flatMap(({ document, arming }) =>
    typeof document === 'string'
      ? [{ ...ArmedFault.parse(JSON.parse(document)), arming: typeof arming === 'string' ? arming : undefined }]
      : [],
  );
}

/** The transaction may conflict with another write, such as the lock's heartbeat. */
const RETRY_CONFLICT = { retries: 7, minTimeout: 20, factor: 1.3, randomize: true };

async function putWhileHeld(control: Control, lock: Lock, fault: ArmedFault, arming: string): Promise<void> {
  const TableName = controlTable(control);
  const { faultId, run } = fault;
  const transaction = new TransactWriteItemsCommand({
    TransactItems: [
      {
        ConditionCheck: {
          TableName,
          Key: keyOf(LOCK_ID),
          ConditionExpression: '#token = :token AND attribute_not_exists(stopRequest)',
          ExpressionAttributeNames: { '#token': 'token' },
          ExpressionAttributeValues: { ':token': { S: lock.token } },
        },
      },
      {
        Put: {
          TableName,
          Item: { ...keyOf(faultId), document: { S: JSON.stringify(fault) }, run: { S: run }, arming: { S: arming } },
        },
      },
    ],
  });
  try {
    await pRetry(() => control.clients.dynamodb.send(transaction), {
      ...RETRY_CONFLICT,
      shouldRetry: ({ error }) => isAwsError(error, 'TransactionCanceledException') && !lockRefused(error),
    });
  } catch (error) {
    if (!lockRefused(error)) throw error;
    throw new HarnessError(`fault ${faultId} was not armed: run ${run} was stopped, or no longer holds the stage`);
  }
}

/** Whether the transaction was cancelled because the run no longer holds the lock, or the lock has a stop request. */
function lockRefused(error: unknown): boolean {
  if (!isAwsError(error, 'TransactionCanceledException')) return false;
  const { CancellationReasons: [onLock] = [] } = error as { CancellationReasons?: readonly { Code?: string }[] };
  return onLock?.Code === 'ConditionalCheckFailed';
}

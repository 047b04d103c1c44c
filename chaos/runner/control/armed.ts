import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { ArmedFault } from '../../schemas/index.ts';
import { HarnessError } from '../errors.ts';
import { forgetLeaseEnd, scheduleLeaseEnd } from './lease.ts';
import { type Lock, LOCK_ID } from './lock.ts';
import { type Control, controlTable, keyOf } from './table.ts';
import { randomToken } from './token.ts';

/** A fault as `chaos status` shows it: in the control table, whether its lease still runs or not. */
export interface StandingFault extends ArmedFault {
  /** Names this arming; a renewed lease is another one. Absent where the fault was not armed by this runner. */
  readonly arming?: string | undefined;
}

/**
 * Puts a fault into the control table, with a schedule that takes it out again when its lease ends. Arming it again
 * renews its lease. One transaction sees to it that the run still holds the stage, and that nobody stopped it.
 *
 * @param before what names the arming that this one renews
 * @returns what names this arming
 * @throws HarnessError where it could not be armed
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
 * Ends a fault, and its schedule.
 *
 * @param run whose fault it must be; one that is another run's by now is left alone
 * @returns whether it stood in the table
 */
export async function disarm(control: Control, faultId: string, run?: string): Promise<boolean> {
  const mine =
    run === undefined
      ? {}
      : {
          ConditionExpression: 'attribute_not_exists(faultId) OR #run = :run',
          ExpressionAttributeNames: { '#run': 'run' },
          ExpressionAttributeValues: { ':run': { S: run } },
        };
  try {
    const { Attributes } = await control.clients.dynamodb.send(
      new DeleteItemCommand({
        TableName: controlTable(control),
        Key: keyOf(faultId),
        ReturnValues: 'ALL_OLD',
        ...mine,
      }),
    );
    const arming = Attributes?.['arming']?.S;
    if (arming !== undefined) await forgetLeaseEnd(control, arming);
    return Attributes !== undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The faults among the table's items, those whose lease has ended with them. */
export function faultsAmong(items: readonly Record<string, unknown>[]): StandingFault[] {
  return items.flatMap(({ document, arming }) =>
    typeof document === 'string'
      ? [{ ...ArmedFault.parse(JSON.parse(document)), arming: typeof arming === 'string' ? arming : undefined }]
      : [],
  );
}

/** Times a transaction is tried that met another one, such as the lock's own sign of life. */
const TRIES = 8;

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
  for (let tries = 1; ; tries += 1) {
    try {
      await control.clients.dynamodb.send(transaction);
      return;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const [onLock] = error.CancellationReasons ?? [];
      if (onLock?.Code === 'ConditionalCheckFailed') {
        throw new HarnessError(`Fault ${faultId} was not armed: run ${run} was stopped, or no longer holds the stage.`);
      }
      if (tries === TRIES) throw error;
      await sleep(20 * tries + Math.random() * 20);
    }
  }
}

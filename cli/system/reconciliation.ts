import { setTimeout as wait } from 'node:timers/promises';
import { DescribeTableCommand, type DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { Connection } from '@evenkeel/chaos';
import type { TargetClock } from '@evenkeel/chaos/runner';
import { type Clock, type ControlTables, type Reconciliation, systemClock } from '@evenkeel/reconciler';
import type { CommandContext } from '../command.ts';
import { attach, type TargetOptions } from './attach.ts';
import { readClock } from './clock.ts';
import { isReconciliation, notAReconciliation, readConfig } from './config.ts';
import { connectionTo } from './connection.ts';
import { createControlClients } from './control-clients.ts';
import { type FoundSystem, systemHere } from './definition.ts';

export interface OpenedReconciliation {
  readonly reconciliation: Reconciliation;
  /** The tables that record repairs; undefined if there are none. */
  readonly tables: ControlTables | undefined;
  readonly clock: Clock;
}

export interface ReconciliationOptions extends Omit<TargetOptions, 'ships' | 'api'> {
  /** A module that exports a reconciliation. */
  readonly config?: string | undefined;
  /** A module with the definition of a system. */
  readonly system?: string | undefined;
}

/** Opens the reconciliation that a module exports or, without one, that of the system's definition on the running system. */
export async function openReconciliation(
  { config, system: given, ...target }: ReconciliationOptions,
  context: CommandContext,
): Promise<OpenedReconciliation> {
  if (config !== undefined) return { ...(await readConfig(config)), clock: systemClock };
  const found = await systemHere(given);
  const system = await attach({ ...target, ships: found.ships, api: false });
  const { dynamodb } = createControlClients(system);
  const tables = {
    client: dynamodb,
    ledgerTable: `${system.prefix}reconciler-ledger`,
    controlTable: `${system.prefix}reconciler-control`,
  };
  return {
    reconciliation: reconciliationOf(found, connectionTo(system, context)),
    tables: (await exists(dynamodb, tables.ledgerTable)) ? tables : undefined,
    clock: onTarget(await readClock(system)),
  };
}

function reconciliationOf({ definition, file }: FoundSystem, connection: Connection): Reconciliation {
  const { reconciliation } = definition;
  const made: unknown = typeof reconciliation === 'function' ? reconciliation(connection) : reconciliation;
  if (isReconciliation(made)) return made;
  throw notAReconciliation(`the field reconciliation of ${file}`);
}

/**
 * An app without a `ScheduledReconciler` has no tables. If the caller may not ask, the first use of a table reports the
 * error.
 */
async function exists(client: DynamoDBClient, table: string): Promise<boolean> {
  try {
    await client.send(new DescribeTableCommand({ TableName: table }));
    return true;
  } catch (error) {
    return !(error instanceof ResourceNotFoundException);
  }
}

/** The reconciler's clock on the target's time, so that waits pass at the target's speed. */
const onTarget = (clock: TargetClock): Clock => ({
  now: () => clock.now().getTime(),
  sleep: (ms, signal) => wait(ms / clock.speed, undefined, { signal }),
  elapsed: () => performance.now(),
});

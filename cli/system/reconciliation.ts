import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DescribeTableCommand, type DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { Connection } from '@evenkeel/chaos';
import type { TargetClock } from '@evenkeel/chaos/runner';
import { type Clock, type ControlTables, type Reconciliation, systemClock } from '@evenkeel/reconciler';
import type { CommandContext } from '../command.ts';
import { CommandFailure, usageFailure } from '../failure.ts';
import { attach, type TargetOptions, usedSystem } from './attach.ts';
import { readClock } from './clock.ts';
import { isReconciliation, notAReconciliation, readConfig } from './config.ts';
import { connectionTo } from './connection.ts';
import { createControlClients } from './control-clients.ts';
import { type FoundSystem, systemHere } from './definition.ts';
import { configHere } from './find-config.ts';
import type { SystemPlace } from './place.ts';
import { runningSystems } from './registry.ts';

export interface OpenedReconciliation {
  readonly reconciliation: Reconciliation;
  /** The tables that record repairs; undefined if there are none. */
  readonly tables: ControlTables | undefined;
  readonly clock: Clock;
  /** The options that lead another command to the same rules and stores. */
  readonly options: readonly string[];
}

export interface ReconciliationOptions extends Omit<TargetOptions, 'ships' | 'api'> {
  /** A module that exports a reconciliation. */
  readonly config?: string | undefined;
  /** A module with the definition of a system. */
  readonly definition?: string | undefined;
}

/**
 * Opens the reconciliation that a module exports, or that of the system's definition on the running system. Without an
 * option that chooses, the nearest `reconcile.config.ts` or `evenkeel.system.ts` does, from the working directory upwards.
 */
export async function openReconciliation(
  { config: named, definition: given, ...target }: ReconciliationOptions,
  context: CommandContext,
): Promise<OpenedReconciliation> {
  const { terminal } = context;
  const config = named ?? (choosesSystem(target, given) ? undefined : configHere(process.cwd()));
  if (named !== undefined) refuseSystem(target, given);
  if (config !== undefined) {
    const options = ['--config', named ?? config];
    const local = await systemOfEnvironment();
    const whose = local === undefined ? '' : `, at the time of the ${usedSystem(local)}`;
    terminal.step(`rules and stores of ${resolve(config)}${whose}`);
    const clock = local === undefined ? systemClock : onTarget(await readClock(local));
    return { ...(await readConfig(config)), clock, options };
  }
  const found = await systemHere(given);
  const system = await attach({ ...target, ships: found.ships, api: false }).catch((error: unknown) => {
    throw choosesSystem(target, given) ? error : withoutRules(error, found);
  });
  terminal.step(`rules of ${found.file}, ${usedSystem(system)}`);
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
    options: optionsOf(target, given),
  };
}

const choosesSystem = (
  { target, prefix, system }: Omit<ReconciliationOptions, 'config' | 'definition'>,
  definition: string | undefined,
): boolean => target === 'aws' || prefix !== undefined || system !== undefined || definition !== undefined;

/** @throws CommandFailure exit 2 if an option chooses a system as well */
function refuseSystem(target: Omit<ReconciliationOptions, 'config' | 'definition'>, given: string | undefined): void {
  if (!choosesSystem(target, given)) return;
  const options = optionsOf(target, given).filter((one) => one.startsWith('--'));
  throw usageFailure(`the stores of a --config are its own: leave out ${options.join(', ')}, or --config`);
}

/** The options that lead another command to the same system. */
export function optionsOf(
  { target, stage, prefix, system }: Omit<ReconciliationOptions, 'config' | 'definition'>,
  definition?: string,
): string[] {
  return [
    ...(target === 'aws' ? ['--target', target, '--stage', stage] : []),
    ...(prefix === undefined ? [] : ['--prefix', prefix]),
    ...(system === undefined ? [] : ['--system', system]),
    ...(definition === undefined ? [] : ['--definition', definition]),
  ];
}

/** Where nobody has rules of their own, those of the reference system are of use only if it is up. */
function withoutRules(error: unknown, { ships }: FoundSystem): unknown {
  if (!ships || !(error instanceof CommandFailure)) return error;
  return usageFailure(
    `no reconcile.config.ts or evenkeel.system.ts in ${process.cwd()} or above it, so these would be the rules of the reference system, and ${error.message}. For stores of your own, pass --config FILE`,
    error,
  );
}

const ENDPOINT = 'AWS_ENDPOINT_URL_DYNAMODB';

/** The system on this machine whose DynamoDB the environment leads to: its runs, leases and rows have its time. */
async function systemOfEnvironment(): Promise<SystemPlace | undefined> {
  const endpoint = process.env[ENDPOINT];
  if (endpoint === undefined) return undefined;
  return (await runningSystems()).find(({ system }) => system.environment[ENDPOINT] === endpoint)?.system;
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

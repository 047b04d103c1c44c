/** The commerce system as `evenkeel up` runs it, with the shipped rules, and the suite's access to it. */
import { setTimeout as wait } from 'node:timers/promises';
import { RDSDataClient } from '@aws-sdk/client-rds-data';
import { GetScheduleCommand, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import type { TargetClients } from '../../../../chaos/runner/index.ts';
import { SystemDescription } from '../../../../chaos/schemas/index.ts';
import { createClients } from '../../../../cli/system/clients.ts';
import { readClock } from '../../../../cli/system/clock.ts';
import { watchedClock } from '../../../../reconciler/clock.ts';
import {
  type Clock,
  type ControlTables,
  type LedgerEntry,
  readLedger,
  type Reconciliation,
  runReconcile,
} from '../../../../reconciler/index.ts';
import { credentialsOf } from '../../../../systems/commerce/credentials.ts';
import { paymentDatabaseOf, reconciliationOf } from '../../../../systems/commerce/stores.ts';
import { connectionOf } from '../../../connection.ts';
import { evenkeel, type Running } from '../../../e2e/evenkeel.ts';

/** At this speed, a settle window of two virtual minutes takes four seconds; a copy arrives in less than one. */
const SPEED = 30;

export interface BusySystem {
  readonly clients: TargetClients & { readonly rdsData: RDSDataClient };
  readonly prefix: string;
  /** Direct access for seeding drift, with the service's secret. */
  readonly payments: ReturnType<typeof paymentDatabaseOf>;
  readonly clock: Clock;
  readonly reconciliation: Reconciliation;
  readonly tables: ControlTables;
  /** Calls the public API as a customer or a clerk does. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  run(runId: string, reconciliation?: Reconciliation, rules?: readonly string[]): ReturnType<typeof runReconcile>;
  ledger(runIds: readonly string[]): Promise<LedgerEntry[]>;
  close(): Promise<void>;
}

export async function openBusySystem(): Promise<BusySystem> {
  const up = evenkeel(['up', '--json', '--data', 'false', '--speed', String(SPEED)]);
  const end = async (): Promise<void> => {
    up.process.kill('SIGINT');
    await up.ended;
  };
  try {
    return await openOn(up, end);
  } catch (error) {
    await end();
    throw error;
  }
}

async function openOn(up: Running, end: () => Promise<void>): Promise<BusySystem> {
  const system = SystemDescription.strip().parse(await up.firstObject());
  const connection = connectionOf(system);
  const clients = { ...createClients(system), rdsData: new RDSDataClient(connection.client('RDS_DATA')) };
  await pauseSchedule(clients, `${system.prefix}reconcile`);
  const authorised = {
    'content-type': 'application/json',
    ...(await credentialsOf(connection)).headers,
  };
  const { prefix } = system;
  const reconciliation = reconciliationOf(connection);
  const tables = {
    client: clients.dynamodb,
    ledgerTable: `${prefix}reconciler-ledger`,
    controlTable: `${prefix}reconciler-control`,
  };
  const clock = await clockOf(system);
  return {
    clients,
    prefix,
    payments: paymentDatabaseOf(connection),
    clock,
    reconciliation,
    tables,
    call: (method, path, body, headers = {}) =>
      fetch(`${system.apiUrl}${path}`, {
        method,
        headers: { ...authorised, ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    run: (runId, chosen = reconciliation, rules = chosen.rules.map(({ name }) => name)) =>
      runReconcile({
        reconciliation: chosen,
        rules,
        runId,
        clock,
        repair: tables,
        signal: new AbortController().signal,
      }),
    ledger: async (runIds) =>
      (await Promise.all(runIds.map((runId) => readLedger(tables.client, tables.ledgerTable, runId)))).flat(),
    async close() {
      for (const client of Object.values(clients) as readonly { destroy(): void }[]) client.destroy();
      await end();
    },
  };
}

async function clockOf(system: SystemDescription): Promise<Clock> {
  const target = await readClock(system);
  return watchedClock({
    now: () => target.now().getTime(),
    elapsed: () => performance.now(),
    wait: (realMs, signal) => wait(realMs, undefined, { signal }),
  });
}

/** Stops the hourly runs, so that the ledgers of the suite's own runs contain every repair. */
async function pauseSchedule({ scheduler }: TargetClients, Name: string): Promise<void> {
  const { ScheduleExpression, FlexibleTimeWindow, Target } = await scheduler.send(new GetScheduleCommand({ Name }));
  await scheduler.send(
    new UpdateScheduleCommand({ Name, State: 'DISABLED', ScheduleExpression, FlexibleTimeWindow, Target }),
  );
}

import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, type ControlTables, type Reconciliation, systemClock } from '@evenkeel/reconciler';
import { commerceReconciliation } from '../../systems/commerce/rules/index.ts';
import type { TargetClients, TargetClock } from '@evenkeel/chaos/runner';
import { type CommerceSystem, commerceOf, type SystemDescription } from '@evenkeel/chaos/schemas';
import { attach, type TargetOptions } from './attach.ts';
import { createClients } from './clients.ts';
import { readClock } from './clock.ts';
import { readConfig } from './config.ts';

export interface OpenedReconciliation {
  readonly reconciliation: Reconciliation;
  /** The tables that record repairs; undefined for custom rules without such tables. */
  readonly tables: ControlTables | undefined;
  readonly clock: Clock;
}

/** Opens the reconciliation that a module exports or, without one, the commerce rules on the target system. */
export async function openReconciliation(
  options: TargetOptions & { readonly config?: string | undefined },
): Promise<OpenedReconciliation> {
  if (options.config !== undefined) {
    return { ...(await readConfig(options.config)), clock: systemClock };
  }
  const system = commerceOf(await attach(options));
  const clients = createClients(system);
  return {
    reconciliation: rulesOf(system, clients),
    tables: {
      client: clients.dynamodb,
      ledgerTable: `${system.prefix}reconciler-ledger`,
      controlTable: `${system.prefix}reconciler-control`,
    },
    clock: onTarget(await readClock(system)),
  };
}

/**
 * The commerce rules for a system.
 *
 * @internal
 */
export function rulesOf(
  system: CommerceSystem,
  { dynamodb, rdsData, lambda }: Pick<TargetClients, 'dynamodb' | 'rdsData' | 'lambda'>,
): Reconciliation {
  const { prefix, cluster } = system;
  const { arn: clusterArn, secretArn } = cluster;
  return commerceReconciliation({
    dynamodb,
    rdsData,
    lambda,
    prefix,
    clusterArn,
    secretArns: { catalog: secretArn, account: secretArn, payment: secretArn },
    functions: functionsOf(system),
  });
}

const functionsOf = ({ prefix }: SystemDescription) => ({
  checkoutSaga: `${prefix}checkout-saga:live`,
  transactionsErrors: `${prefix}transactions-errors:live`,
  saga: {
    payment: `${prefix}payment-saga:live`,
    warehouse: `${prefix}warehouse-saga:live`,
    shipping: `${prefix}shipping-saga:live`,
  },
});

/** The reconciler's clock on the target's time, so that waits pass at the target's speed. */
const onTarget = (clock: TargetClock): Clock => ({
  now: () => clock.now().getTime(),
  sleep: (ms, signal) => wait(ms / clock.speed, undefined, { signal }),
  elapsed: () => performance.now(),
});

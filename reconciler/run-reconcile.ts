import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { acquireLease, openLedger } from './control/index.ts';
import { type Clock, LeaseHeldError, type Progress, reconcile, type ReconcileResult } from './engine/index.ts';
import { onlyRules, type Reconciliation } from './rules/index.ts';
import { fileSpool } from './spool/index.ts';

/** Tables in which runs keep their lease, ledger and results. */
export interface ControlTables {
  readonly client: DynamoDBClient;
  readonly ledgerTable: string;
  readonly controlTable: string;
}

export interface ReconcileOptions {
  readonly reconciliation: Reconciliation;
  readonly runId: string;
  /** Names of the rules to run; all by default. */
  readonly rules?: readonly string[];
  /** Repairs what has drifted. Without it the run is dry: it reads, and writes nothing anywhere. */
  readonly repair?: ControlTables;
  readonly clock: Clock;
  /** Ends the run early; its reason says why. */
  readonly signal: AbortSignal;
  readonly progress?: (progress: Progress) => void;
}

/** One run over the rules: the same for the hourly function and the command. */
export async function runReconcile(options: ReconcileOptions): Promise<ReconcileResult> {
  const { runId, clock, repair, progress } = options;
  const signal = forManyReads(options.signal);
  const reconciliation =
    options.rules === undefined ? options.reconciliation : onlyRules(options.reconciliation, options.rules);
  const rules = reconciliation.rules.map(({ engine }) => engine);
  const run = { runId, rules, clock, signal, seed: newSeed(), spool: fileSpool(), ...(progress && { progress }) };
  if (repair === undefined) return reconcile(run);
  let lease: Awaited<ReturnType<typeof acquireLease>>;
  try {
    lease = await acquireLease({ ...repair, runId, clock });
  } catch (error) {
    if (error instanceof LeaseHeldError) return stoppedBefore(error, options, rules);
    throw error;
  }
  const ledger = openLedger({ ...repair, runId, fence: lease.fence });
  const result = await reconcile({ ...run, repair: { ledger, lease, limits: reconciliation.limits } });
  await lease.release().catch(() => undefined);
  return result;
}

/** Of a run's hashes: nobody can make rows that collide under it. */
const newSeed = (): string => randomBytes(16).toString('hex');

/** A signal of the run's own, since each request in flight listens to it. */
function forManyReads(signal: AbortSignal): AbortSignal {
  const own = AbortSignal.any([signal]);
  setMaxListeners(0, own);
  return own;
}

function stoppedBefore(
  { message: reason }: Error,
  { runId, clock }: ReconcileOptions,
  rules: readonly { readonly name: string }[],
): ReconcileResult {
  const at = new Date(clock.now()).toISOString();
  const nothing = {
    candidates: 0,
    drift: 0,
    repaired: 0,
    deferred: 0,
    bytes: 0,
    seconds: 0,
    rows: { left: 0, right: 0 },
  };
  return {
    runId,
    outcome: 'stopped',
    startedAt: at,
    endedAt: at,
    rules: rules.map(({ name }) => ({ name, outcome: 'stopped', ...nothing, reason })),
    differences: [],
  };
}

import type { Argv } from 'yargs';
import { ControlTablesError, ReconcilerError, RunStoppedError, StoreReadError } from '@evenkeel/reconciler';
import { CommandFailure, exitCodes, usageFailure } from '../../failure.ts';
import { withDefinition, withTarget } from '../../options.ts';
import type { OpenedReconciliation } from '../../system/reconciliation.ts';
import { messageOf } from '../../trouble.ts';

/** Which rules to use, and on which system. */
export const withRules = <T>(yargs: Argv<T>) =>
  withDefinition(withTarget(yargs)).option('config', {
    type: 'string',
    requiresArg: true,
    describe:
      'module whose default export is a reconciliation; by default the nearest reconcile.config.ts, unless a definition is nearer',
  });

/** @throws CommandFailure exit 2 if there are no tables */
export function tablesOf(
  { tables }: OpenedReconciliation,
  command: string,
): NonNullable<OpenedReconciliation['tables']> {
  if (tables !== undefined) return tables;
  throw usageFailure(
    `${command} needs tables for the ledger and the lease: add a ScheduledReconciler to the app, or export \`control\` ({ client, ledgerTable, controlTable }) from the module of --config; \`evenkeel reconcile tables\` creates both tables`,
  );
}

/**
 * A wrong rule or an unknown plan is a usage error. A run that was stopped or lost its lease, and stores and tables that do
 * not answer, decide nothing.
 */
export function throwCommandFailure(error: unknown): never {
  if ([RunStoppedError, StoreReadError, ControlTablesError].some((kind) => error instanceof kind)) {
    throw new CommandFailure(messageOf(error), exitCodes.undecided, { cause: error });
  }
  if (error instanceof ReconcilerError) throw usageFailure(error.message, error);
  throw error;
}

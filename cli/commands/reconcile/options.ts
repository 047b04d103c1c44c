import type { Argv } from 'yargs';
import { usageFailure } from '../../failure.ts';
import { withTarget } from '../../options.ts';
import type { OpenedReconciliation } from '../../system/reconciliation.ts';

/** Which rules, and on which system. */
export const withRules = <T>(yargs: Argv<T>) =>
  withTarget(yargs).option('config', {
    type: 'string',
    describe: 'module whose default export is a reconciliation of your own',
  });

/** @throws CommandFailure exit 2 where nothing keeps what the command works on */
export function tablesOf({ tables }: OpenedReconciliation, what: string): NonNullable<OpenedReconciliation['tables']> {
  if (tables !== undefined) return tables;
  throw usageFailure(
    `${what} needs tables for ledger and lease: those of a system, or export \`control\` ({ client, ledgerTable, controlTable }) beside the rules of --config`,
  );
}

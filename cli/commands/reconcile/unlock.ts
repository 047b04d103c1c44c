import { endLease, LEASE_MS, readLease } from '@evenkeel/reconciler';
import { bind } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { openReconciliation } from '../../system/reconciliation.ts';
import { tablesOf, withRules } from './options.ts';

export const unlock = bind({
  options: (yargs) =>
    withRules(yargs)
      .option('force', {
        type: 'boolean',
        default: false,
        describe: 'end the lease even if its holder seems to be alive; it stops before its next repair',
      })
      .example('$0 reconcile unlock', 'after a run was killed, so that the next need not wait for its lease to end'),
  run: async ({ force, ...options }, context) => {
    const { terminal } = context;
    const opened = await openReconciliation(options, context);
    const tables = tablesOf(opened, 'unlock');
    const now = opened.clock.now();
    const held = await readLease(tables, now);
    await opened.reconciliation.close?.();
    if (held === undefined) {
      terminal.print('no run holds the lease');
      terminal.json({ ended: null });
      return exitCodes.pass;
    }
    const { holder, until } = held;
    // A run renews its lease when a third of it has passed.
    const silentMs = now - (Date.parse(until) - LEASE_MS);
    if (!force && silentMs <= LEASE_MS / 2) {
      throw usageFailure(
        `run ${holder} renewed its lease ${Math.round(silentMs / 1000)} s ago, so it may be alive: wait until ${until}, or end its lease with --force`,
      );
    }
    if (!(await endLease(tables, holder, now))) throw usageFailure('another run has taken the lease meanwhile');
    terminal.print(`ended the lease of run ${holder}; the next run settles what it left open`);
    terminal.json({ ended: holder });
    return exitCodes.pass;
  },
});

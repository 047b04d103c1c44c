import { readResult } from '@evenkeel/reconciler';
import { bind } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { openReconciliation } from '../../system/reconciliation.ts';
import { tablesOf, withRules } from './options.ts';
import { printResult } from './print-result.ts';

export const show = bind({
  options: (yargs) =>
    withRules(yargs)
      .positional('run', { type: 'string', demandOption: true, describe: 'id of the run, or latest' })
      .example('$0 reconcile show latest', 'what the last run of the hourly function found and did'),
  run: async ({ run, ...options }, context) => {
    const { terminal } = context;
    const opened = await openReconciliation(options, context);
    const { client, controlTable } = tablesOf(opened, 'show');
    const stored = await readResult(client, controlTable, run);
    await opened.reconciliation.close?.();
    if (stored === undefined) {
      throw usageFailure(
        `no result of run ${run} is stored: list the runs with reconcile runs; results are kept for 90 days`,
      );
    }
    const { result, omittedDifferences } = stored;
    printResult(result, terminal, { options: opened.options, omittedDifferences });
    terminal.json({ ...result, omittedDifferences });
    return exitCodes.pass;
  },
});

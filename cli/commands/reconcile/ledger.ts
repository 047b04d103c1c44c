import { exportedEntry, readEntries, shownJson } from '@evenkeel/reconciler';
import { bind } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { openReconciliation } from '../../system/reconciliation.ts';
import { tablesOf, withRules } from './options.ts';

export const ledger = bind({
  options: (yargs) =>
    withRules(yargs).positional('run', {
      type: 'string',
      demandOption: true,
      describe: 'id of the run or of the undo',
    }),
  run: async ({ run: runId, ...options }, context) => {
    const { terminal } = context;
    const opened = await openReconciliation(options, context);
    const { client, ledgerTable } = tablesOf(opened, 'ledger');
    const { entries: readable, damaged } = await readEntries(client, ledgerTable, runId);
    const entries = [...readable.map((entry) => exportedEntry(entry, opened.reconciliation)), ...damaged];
    if (entries.length === 0) throw usageFailure(`the ledger has no repair of run ${runId}`);
    for (const entry of entries) terminal.print(shownJson(entry));
    terminal.json(entries);
    return damaged.length === 0 ? exitCodes.pass : exitCodes.fail;
  },
});

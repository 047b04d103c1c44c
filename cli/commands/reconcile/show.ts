import { type ControlTables, readLease, readResult, readRuns } from '@evenkeel/reconciler';
import { bind } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { openReconciliation } from '../../system/reconciliation.ts';
import { tablesOf, withRules } from './options.ts';
import { printResult } from './print-result.ts';
import { standingOf } from './runs.ts';

export const show = bind({
  options: (yargs) =>
    withRules(yargs)
      .positional('run', { type: 'string', demandOption: true, describe: 'id of the run, or latest' })
      .example('$0 reconcile show latest', 'what the last run of the hourly function found and did'),
  run: async ({ run, ...options }, context) => {
    const { terminal } = context;
    const opened = await openReconciliation(options, context);
    const tables = tablesOf(opened, 'show');
    const stored = await resultOf(tables, run, opened.clock.now());
    await opened.reconciliation.close?.();
    const { result, omittedDifferences } = stored;
    printResult(result, terminal, { options: opened.options, omittedDifferences });
    terminal.json({ ...result, omittedDifferences });
    return exitCodes.pass;
  },
});

/** @throws CommandFailure exit 2 if the run has stored no result */
async function resultOf(tables: ControlTables, run: string, now: number) {
  const { client, controlTable } = tables;
  const listed = await readRuns(client, controlTable, { now, limit: 1000 });
  const found = run === 'latest' ? listed.find(({ outcome }) => outcome !== undefined) : undefined;
  const stored = await readResult(client, controlTable, found?.runId ?? run);
  if (stored !== undefined) return stored;
  const { runId, ...known } = found ?? listed.find((one) => one.runId === run) ?? { runId: run };
  if (!('startedAt' in known)) {
    throw usageFailure(
      `no result of run ${run} is stored: list the runs with reconcile runs; results are kept for 90 days`,
    );
  }
  const standing = standingOf({ runId, ...known }, now, await readLease(tables, now));
  const why = known.reason === undefined ? '' : ` (${known.reason})`;
  throw usageFailure(
    `run ${runId} is ${standing}${why} and has stored no result; reconcile ledger ${runId} lists its repairs`,
  );
}

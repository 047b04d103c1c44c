import { newRunId, undo as undoRun, type UndoneOperation } from '@evenkeel/reconciler';
import { bind } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { openReconciliation } from '../../system/reconciliation.ts';
import { tablesOf, throwCommandFailure, withRules } from './options.ts';

export const undo = bind({
  options: (yargs) =>
    withRules(yargs)
      .positional('run', { type: 'string', demandOption: true, describe: 'id of the run that made the repairs' })
      .option('only', {
        type: 'string',
        array: true,
        describe: 'undo only the repair of this key; repeat it for several',
      }),
  run: async ({ run: runId, only, ...options }, context) => {
    const { terminal, signal } = context;
    const opened = await openReconciliation(options, context);
    const { reconciliation, clock } = opened;
    const undoId = newRunId(new Date(clock.now()));
    const tables = tablesOf(opened, 'undo');
    const undone = await undoRun({
      reconciliation,
      runId,
      undoId,
      tables,
      clock,
      signal,
      ...(only !== undefined && { only }),
    }).catch(throwCommandFailure);
    if (undone.length === 0) {
      throw usageFailure(
        `the ledger has no repair of run ${runId}${only === undefined ? '' : ` with the key ${only.join(', ')}`}`,
      );
    }
    for (const { rule, key, restored, reason } of undone) {
      const why = reason === undefined ? '' : `  ${reason}`;
      terminal.print(`${restored ? 'restored' : 'not done'}  ${rule.padEnd(20)} ${key}${why}`);
    }
    terminal.json({ runId, undoId, operations: undone });
    return undoExitCode(undone);
  },
});

/**
 * Zero if nothing is left to restore: an earlier undo restored it, or the repair wrote nothing.
 */
export const undoExitCode = (undone: readonly UndoneOperation[]): number =>
  undone.every(({ restored, unwritten = false }) => restored || unwritten) ? exitCodes.pass : exitCodes.fail;

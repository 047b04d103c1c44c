import { newRunId, undo as takeBack } from '../../../reconciler/index.ts';
import { bind } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { openReconciliation } from '../../system/reconciliation.ts';
import { tablesOf, withRules } from './options.ts';
import { refusing } from './refusing.ts';

export const undo = bind({
  command: 'undo <run>',
  describe: 'take the repairs of a run back, where nobody has written since',
  options: (yargs) =>
    withRules(yargs)
      .positional('run', { type: 'string', demandOption: true })
      .option('only', { type: 'string', array: true, describe: 'this key alone; may be given again' }),
  run: async ({ run: runId, only, target, stage, config }, { terminal, signal }) => {
    const opened = await openReconciliation({ target, stage, config });
    const { reconciliation, clock } = opened;
    const undoId = newRunId(new Date(clock.now()));
    const tables = tablesOf(opened, 'undo');
    const undone = await takeBack({
      ...{ reconciliation, runId, undoId, tables, clock, signal },
      ...(only === undefined ? {} : { only }),
    }).catch(refusing);
    if (undone.length === 0) {
      throw usageFailure(
        `the ledger holds no repair of run ${runId}${only === undefined ? '' : ` with the key ${only.join(', ')}`}`,
      );
    }
    for (const { rule, key, restored, reason } of undone) {
      const why = reason === undefined ? '' : `  ${reason}`;
      terminal.print(`${restored ? 'restored' : 'left    '}  ${rule.padEnd(20)} ${key}${why}`);
    }
    terminal.json({ runId, undoId, operations: undone });
    return undone.every(({ restored }) => restored) ? exitCodes.pass : exitCodes.fail;
  },
});

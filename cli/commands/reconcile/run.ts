import { newRunId, type Outcome, runReconcile } from '../../../reconciler/index.ts';
import { bind } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { openReconciliation } from '../../system/reconciliation.ts';
import { withDriftFile } from './drift-file.ts';
import { estimateRun, expectedBytes } from './estimate.ts';
import { tablesOf, withRules } from './options.ts';
import { printResult } from './print-result.ts';
import { progressLine } from './progress-line.ts';
import { refusing } from './refusing.ts';

const exitCodeOf: Readonly<Record<Outcome, number>> = {
  clean: exitCodes.pass,
  repaired: exitCodes.pass,
  drift: exitCodes.fail,
  unsettled: exitCodes.undecided,
  inconclusive: exitCodes.undecided,
  stopped: exitCodes.undecided,
};

export const run = bind({
  command: '$0',
  describe: 'compare the stores; with --repair mend what has drifted',
  options: (yargs) =>
    withRules(yargs)
      .option('repair', { type: 'boolean', default: false, describe: 'repair; without it nothing is written' })
      .option('approve', {
        type: 'string',
        describe: 'with --repair: make the repairs of this plan, past the caps, and no other',
      })
      .option('rule', { type: 'string', array: true, describe: 'run this rule alone; may be given again' })
      .option('estimate', {
        type: 'boolean',
        default: false,
        describe: 'say what a run would read and cost, from statistics; read no row',
      })
      .option('drift', { type: 'string', describe: 'file for the differences, one JSON object a line' })
      .example('$0 reconcile', 'a dry run of every rule')
      .example('$0 reconcile --rule price-copies --repair', 'mend what one rule finds')
      .example('$0 reconcile --repair --approve PLAN', 'make the repairs of a plan that was over the cap'),
  run: async ({ repair, approve, rule, config, estimate, drift, target, stage }, { terminal, signal }) => {
    if (approve !== undefined && !repair) throw usageFailure('--approve needs --repair: it carries a plan out');
    const opened = await openReconciliation({ target, stage, config });
    const { reconciliation, tables, clock } = opened;
    try {
      const rules = rule === undefined ? {} : { rules: rule };
      if (estimate) return await estimateRun({ reconciliation, ...rules, signal }, terminal).catch(refusing);
      const expected = terminal.interactive
        ? await expectedBytes({ reconciliation, ...rules, signal }).catch(() => new Map<string, number>())
        : new Map<string, number>();
      const result = await withDriftFile(drift, (found) =>
        runReconcile({
          reconciliation,
          runId: newRunId(new Date(clock.now())),
          clock,
          signal,
          ...rules,
          ...(tables && { tables }),
          ...(repair && { repair: tablesOf(opened, '--repair') }),
          ...(approve !== undefined && { approve }),
          ...(found && { found }),
          progress: progressLine(terminal, expected),
        }).catch(refusing),
      );
      signal.throwIfAborted();
      printResult(result, terminal);
      terminal.json(result);
      return exitCodeOf[result.outcome];
    } finally {
      await reconciliation.close?.();
    }
  },
});

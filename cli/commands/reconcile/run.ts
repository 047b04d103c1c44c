import { newRunId, runReconcile } from '@evenkeel/reconciler';
import { bind } from '../../command.ts';
import { usageFailure } from '../../failure.ts';
import { openReconciliation } from '../../system/reconciliation.ts';
import { withDriftFile } from './drift-file.ts';
import { estimateRun, expectedBytes } from './estimate.ts';
import { tablesOf, throwCommandFailure, withRules } from './options.ts';
import { exitCodeOf } from './outcome.ts';
import { printResult } from './print-result.ts';
import { recorder } from './record-run.ts';
import { progressLine } from './progress-line.ts';

export const run = bind({
  options: (yargs) =>
    withRules(yargs)
      .option('repair', {
        type: 'boolean',
        default: false,
        describe: 'repair drift; without this option, nothing is written',
      })
      .option('approve', {
        type: 'string',
        describe: 'with --repair: make exactly the repairs of this plan, which may exceed the caps',
      })
      .option('rule', { type: 'string', array: true, describe: 'run only this rule; repeat it for several' })
      .option('estimate', {
        type: 'boolean',
        default: false,
        describe: 'estimate from statistics what a run would read and cost; no row is read',
      })
      .option('drift', { type: 'string', describe: 'write the differences to this file, one JSON object per line' })
      .example('$0 reconcile', 'dry run of every rule')
      .example('$0 reconcile --rule price-copies --repair', 'repair what one rule finds')
      .example('$0 reconcile --repair --approve PLAN', 'make the repairs of a plan that exceeded the caps'),
  run: async ({ repair, approve, rule, estimate, drift, ...options }, context) => {
    const { terminal, signal } = context;
    if (approve !== undefined && !repair) throw usageFailure('--approve only works together with --repair');
    const opened = await openReconciliation(options, context);
    const { reconciliation, tables, clock } = opened;
    try {
      const rules = rule === undefined ? {} : { rules: rule };
      if (estimate) return await estimateRun({ reconciliation, ...rules, signal }, terminal).catch(throwCommandFailure);
      const expected = terminal.interactive
        ? await expectedBytes({ reconciliation, ...rules, signal }).catch(() => new Map<string, number>())
        : new Map<string, number>();
      const runId = newRunId(new Date(clock.now()));
      const record = repair ? recorder(tablesOf(opened, '--repair'), runId, clock) : undefined;
      await record?.begin();
      const result = await withDriftFile(drift, (found) =>
        runReconcile({
          reconciliation,
          runId,
          clock,
          signal,
          ...rules,
          ...(tables && { tables }),
          ...(repair && { repair: tablesOf(opened, '--repair') }),
          ...(approve !== undefined && { approve }),
          ...(found && { found }),
          progress: progressLine(terminal, expected),
        }).catch(throwCommandFailure),
      ).catch(async (error: unknown) => {
        await record?.fail(error);
        throw error;
      });
      await record?.end(result);
      signal.throwIfAborted();
      printResult(result, terminal, { options: opened.options, showsAll: '--drift FILE writes all of them' });
      terminal.json(result);
      return exitCodeOf[result.outcome];
    } finally {
      await reconciliation.close?.();
    }
  },
});

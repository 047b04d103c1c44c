import type { Argv } from 'yargs';
import { LeaseHeldError, type Outcome, type ReconcileResult, ReconcilerError } from '../../reconciler/index.ts';
import { newRunId, readLedger, runReconcile, undo as takeBack } from '../../reconciler/index.ts';
import { bind } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { withTarget } from '../options.ts';
import { openReconciliation } from '../system/reconciliation.ts';
import type { Terminal } from '../terminal.ts';

const exitCodeOf: Readonly<Record<Outcome, number>> = {
  clean: exitCodes.pass,
  repaired: exitCodes.pass,
  drift: exitCodes.fail,
  unsettled: exitCodes.undecided,
  inconclusive: exitCodes.undecided,
  stopped: exitCodes.undecided,
};

const run = bind({
  command: '$0',
  describe: 'compare the stores; with --repair mend what has drifted',
  options: (yargs) =>
    withTarget(yargs)
      .option('repair', { type: 'boolean', default: false, describe: 'repair; without it nothing is written' })
      .option('rule', { type: 'string', array: true, describe: 'run this rule alone; may be given again' })
      .option('config', { type: 'string', describe: 'module whose default export is a reconciliation of your own' })
      .example('$0 reconcile', 'a dry run of every rule')
      .example('$0 reconcile --rule price-copies --repair', 'mend what one rule finds'),
  run: async ({ repair, rule, config, target, stage }, { terminal, signal }) => {
    const { reconciliation, tables, clock } = await openReconciliation({ target, stage, config });
    if (repair && tables === undefined) throw usageFailure('--repair needs a system whose ledger the repairs go to');
    const result = await runReconcile({
      reconciliation,
      runId: newRunId(new Date(clock.now())),
      clock,
      signal,
      ...(rule === undefined ? {} : { rules: rule }),
      ...(repair && tables !== undefined ? { repair: tables } : {}),
      progress: (progress) => {
        terminal.tick(`${progress.rule}: ${progress.kind}`);
      },
    }).catch(refusing);
    signal.throwIfAborted();
    printResult(result, terminal);
    terminal.json(result);
    return exitCodeOf[result.outcome];
  },
});

const undo = bind({
  command: 'undo <run>',
  describe: 'take the repairs of a run back, where nobody has written since',
  options: (yargs) =>
    withTarget(yargs)
      .positional('run', { type: 'string', demandOption: true })
      .option('only', { type: 'string', array: true, describe: 'this key alone; may be given again' }),
  run: async ({ run: runId, only, target, stage }, { terminal }) => {
    const { reconciliation, tables, clock } = await openReconciliation({ target, stage });
    if (tables === undefined) throw usageFailure('undo needs a system whose ledger holds the run');
    const undone = await takeBack({
      reconciliation,
      runId,
      undoId: newRunId(new Date(clock.now())),
      tables,
      clock,
      ...(only === undefined ? {} : { only }),
    }).catch(refusing);
    if (undone.length === 0) throw usageFailure(`the ledger holds no repair of run ${runId}`);
    for (const { rule, key, restored, reason } of undone) {
      terminal.print(
        `${restored ? 'restored' : 'left    '}  ${rule.padEnd(20)} ${key}${reason === undefined ? '' : `  ${reason}`}`,
      );
    }
    terminal.json({ runId, operations: undone });
    return undone.every(({ restored }) => restored) ? exitCodes.pass : exitCodes.fail;
  },
});

const ledger = bind({
  command: 'ledger <run>',
  describe: 'what a run repaired, as NDJSON',
  options: (yargs) => withTarget(yargs).positional('run', { type: 'string', demandOption: true }),
  run: async ({ run: runId, target, stage }, { terminal }) => {
    const { tables } = await openReconciliation({ target, stage });
    if (tables === undefined) throw usageFailure('ledger needs a system');
    const entries = await readLedger(tables.client, tables.ledgerTable, runId);
    for (const entry of entries) terminal.print(JSON.stringify(entry));
    terminal.json(entries);
    return exitCodes.pass;
  },
});

export const reconcile = {
  command: 'reconcile',
  describe: 'compare the stores and say what has drifted; repair, undo, ledger',
  builder: (yargs: Argv) => yargs.command([run, undo, ledger]).strict(),
  handler: () => undefined,
};

/** Another run at work is no failure of this one; a wrong rule is the caller's. */
function refusing(error: unknown): never {
  if (error instanceof ReconcilerError && !(error instanceof LeaseHeldError)) throw usageFailure(error.message, error);
  throw error;
}

function printResult(result: ReconcileResult, terminal: Terminal): void {
  terminal.print(`${result.outcome}   run ${result.runId}`);
  for (const rule of result.rules) {
    const { name, outcome, rows, drift, repaired, deferred, reason } = rule;
    terminal.print(
      `  ${name.padEnd(20)} ${outcome.padEnd(12)} ${rows.left} | ${rows.right} rows, ${drift} drift, ${repaired} repaired, ${deferred} deferred${reason === undefined ? '' : `  (${reason})`}`,
    );
  }
  for (const { rule, key, kind, fields, repaired } of result.differences) {
    const changed = Object.entries(fields).map(
      ([field, { left, right }]) => `${field}: ${JSON.stringify(left)} | ${JSON.stringify(right)}`,
    );
    terminal.print(`    ${rule} ${key} ${kind}${repaired ? ', repaired' : ''}  ${changed.join('; ')}`);
  }
}

/** `evenkeel reconcile`: compare, repair, take back, and what a person decides about it. One subcommand a file. */
import type { Argv } from 'yargs';
import { accept } from './accept.ts';
import { ledger } from './ledger.ts';
import { run } from './run.ts';
import { undo } from './undo.ts';

export const reconcile = {
  command: 'reconcile',
  describe: 'compare the stores and say what has drifted; repair, undo, ledger, accept',
  builder: (yargs: Argv) => yargs.command([run, undo, ledger, accept]).strict(),
  handler: () => undefined,
};

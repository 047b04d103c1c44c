/** `evenkeel reconcile`: compare, repair, undo, and accept known drift. One file per subcommand. */
import type { Argv } from 'yargs';
import { accept } from './accept.ts';
import { ledger } from './ledger.ts';
import { run } from './run.ts';
import { undo } from './undo.ts';

export const reconcile = {
  command: 'reconcile',
  describe: 'find drift between the stores and repair it; undo a repair, show the ledger, accept known drift',
  builder: (yargs: Argv) => yargs.command([run, undo, ledger, accept]).strict(),
  handler: () => undefined,
};

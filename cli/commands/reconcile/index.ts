/** `evenkeel reconcile`: compare, repair, undo, and accept known drift. One file per subcommand. */
import yargs, { type Argv } from 'yargs';
import { lazily, type ListedCommand, type LoadedCommand } from '../listed.ts';
import { run } from './run.ts';

const subcommands: readonly ListedCommand[] = [
  {
    command: 'undo <run>',
    describe: 'undo the repairs of a run, but leave rows that someone else has written to since',
    load: async () => (await import('./undo.ts')).undo,
  },
  {
    command: 'ledger <run>',
    describe: 'print the repairs of a run, or what an undo restored, as NDJSON without sensitive values',
    load: async () => (await import('./ledger.ts')).ledger,
  },
  {
    command: 'runs',
    describe: 'list the latest runs: of the hourly function, and repairs by this command',
    load: async () => (await import('./runs.ts')).runs,
  },
  {
    command: 'show <run>',
    describe: 'print the stored result of a run',
    load: async () => (await import('./show.ts')).show,
  },
  {
    command: 'unlock',
    describe: 'end the lease of a run that was killed',
    load: async () => (await import('./unlock.ts')).unlock,
  },
  {
    command: 'tables',
    describe: 'create the tables that record repairs, as the `control` of a config names them',
    load: async () => (await import('./tables.ts')).tables,
  },
  {
    command: 'accept',
    describe: 'accept known drift for a while; list or withdraw acceptances',
    load: async () => (await import('./accept.ts')).accept,
  },
];

/** Runs if no subcommand is given. yargs needs its help text before it could be loaded. */
const compare = { command: '$0', describe: 'compare the stores and report drift; with --repair, repair it', ...run };

export const reconcile: LoadedCommand = {
  builder: (parser: Argv) => parser.command([compare, ...subcommands.map((one) => lazily(one, 'reconcile'))]).strict(),
  handler: () => undefined,
  defaultHelp: () => run.builder(yargs([])).getHelp(),
};

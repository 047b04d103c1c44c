/** `evenkeel report`: write a report, compare runs, list them, print a trace. One file per subcommand. */
import yargs, { type Argv } from 'yargs';
import { refusing } from '../../usage.ts';
import { lazily, type ListedCommand } from '../listed.ts';
import { write } from './write.ts';

const subcommands: readonly ListedCommand[] = [
  {
    command: 'compare <before> <after>',
    describe: 'show which checks are new, fixed or regressed between two runs, and which figures changed',
    load: async () => (await import('./compare.ts')).compare,
  },
  {
    command: 'index',
    describe: 'write the page of all runs below reports/runs, with their trend',
    load: async () => (await import('./runs.ts')).runs,
  },
  {
    command: 'trace <run> <id>',
    describe: 'print what happened to one request, by its correlation id',
    load: async () => (await import('./trace.ts')).trace,
  },
];

/** Runs if no subcommand is given. yargs needs its help text before it could be loaded. */
const again = { command: '$0 <run>', describe: 'write the report of a run again, judged anew', ...write };

export const report = {
  builder: (parser: Argv) =>
    parser
      .fail(refusing('report', 'run', () => write.builder(yargs([])).getHelp()))
      .command([again, ...subcommands.map((one) => lazily(one, 'report'))])
      .strict(),
  handler: () => undefined,
};

import { RunDirectoryError } from '@evenkeel/chaos/evidence';
import { checkRun, verdictExitCodes } from '@evenkeel/chaos/judge';
import { bind } from '../../command.ts';
import { usageFailure } from '../../failure.ts';
import { orUsageFailure } from '../../gameday/documents.ts';
import { withSystem } from '../../options.ts';
import { systemOfRun } from '../../system/of-run.ts';
import { namedRunDirectory } from '../named-run.ts';

export const check = bind({
  options: (yargs) =>
    withSystem(yargs)
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'run directory, or the name of an experiment or plan, for its latest run',
      })
      .example('$0 chaos check gameday', 'judge the latest game day')
      .example('$0 chaos check reports/runs/gameday/latest --json', 'print every check with its evidence as JSON'),
  run: async ({ run, system: given }, { terminal }) => {
    const directory = namedRunDirectory(run);
    const system = await systemOfRun(directory, given);
    const { verdict, reasons, checks } = await orUsageFailure(() => checkRun(directory, system)).catch(refuse);
    terminal.print(verdict);
    for (const reason of reasons) terminal.print(`  ${reason}`);
    for (const { name, result, summary, evidence } of checks) {
      terminal.print(`  ${result.padEnd(8)} ${name.padEnd(26)} ${summary}`);
      if (result !== 'valid') for (const line of evidence) terminal.print(`           ${line}`);
    }
    terminal.json({ verdict, reasons, checks });
    return verdictExitCodes[verdict];
  },
});

function refuse(error: unknown): never {
  throw error instanceof RunDirectoryError ? usageFailure(error.message, error) : error;
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RunDirectoryError } from '../../../chaos/evidence/index.ts';
import { checkRun } from '../../../chaos/judge.ts';
import { verdictExitCodes } from '../../../chaos/verdict.ts';
import { bind } from '../../command.ts';
import { usageFailure } from '../../failure.ts';
import { runsDirectory } from '../../places.ts';

export const check = bind({
  command: 'check <run>',
  describe: 'judge a run directory again, anywhere, offline',
  options: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'a run directory, or the name of what was run',
      })
      .example('$0 chaos check gameday', 'the latest game day')
      .example('$0 chaos check reports/runs/gameday/latest --json', 'every check with its evidence'),
  run: async ({ run: named }, { terminal }) => {
    const { verdict, reasons, checks } = await checkRun(directoryNamed(named)).catch(refuse);
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

/**
 * By its path, or by the name of what was run: then its latest. One without a journal decides nothing, and is a
 * matter of the verdict.
 *
 * @throws CommandFailure exit 2 when there is no such directory
 */
function directoryNamed(run: string): string {
  const candidates = [resolve(run), join(runsDirectory(), run, 'latest'), join(runsDirectory(), run)];
  const found =
    candidates.find((candidate) => existsSync(join(candidate, 'journal.json'))) ?? candidates.find(existsSync);
  if (found === undefined) throw usageFailure(`no run at ${candidates.join(' nor ')}`);
  return found;
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { REPORT_FORMATS, ReportError, writeReport } from '../../reports/index.ts';
import { bind } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { runsDirectory } from '../places.ts';

export const report = bind({
  command: 'report <run>',
  describe: 'write the report of a run directory again',
  options: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'a run directory, or the name of a plan' })
      .option('format', { choices: REPORT_FORMATS, describe: 'one format; all by default' })
      .example('$0 report gameday', 'the latest game day: HTML, Markdown and JUnit')
      .example('$0 report reports/runs/gameday/latest --format md', 'the summary alone'),
  run: async ({ run, format }, { terminal }) => {
    const directory = runDirectoryNamed(run);
    const written = await writeReport(directory, format === undefined ? undefined : [format]).catch(
      (error: unknown) => {
        throw error instanceof ReportError ? usageFailure(error.message, error) : error;
      },
    );
    for (const file of written) terminal.print(file);
    terminal.json({ written });
    return exitCodes.pass;
  },
});

/**
 * A run directory by its path, or by the name of what was run: then its latest.
 *
 * @throws CommandFailure exit 2 when there is no such directory
 */
function runDirectoryNamed(run: string): string {
  const candidates = [resolve(run), join(runsDirectory(), run, 'latest'), join(runsDirectory(), run)];
  const found = candidates.find((candidate) => existsSync(join(candidate, 'journal.json')));
  if (found === undefined) {
    throw usageFailure(`no run at ${candidates.join(' nor ')}: a run directory holds a journal.json`);
  }
  return found;
}

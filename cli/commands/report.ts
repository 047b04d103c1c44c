import { REPORT_FORMATS, ReportError, writeReport } from '../../reports/index.ts';
import { bind } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { namedRunDirectory } from './named-run.ts';

export const report = bind({
  options: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'run directory, or the name of an experiment or plan, for its latest run',
      })
      .option('format', { choices: REPORT_FORMATS, describe: 'write only this format; by default all of them' })
      .example('$0 report gameday', 'write the report of the latest game day as HTML, Markdown and JUnit')
      .example('$0 report reports/runs/gameday/latest --format md', 'write only the Markdown report'),
  run: async ({ run, format }, { terminal }) => {
    const directory = namedRunDirectory(run);
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

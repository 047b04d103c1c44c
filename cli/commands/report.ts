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
        describe: 'a run directory, or the name of an experiment or plan for its latest run',
      })
      .option('format', { choices: REPORT_FORMATS, describe: 'write this format only; the default is all of them' })
      .example('$0 report gameday', 'report on the latest game day: HTML, Markdown and JUnit')
      .example('$0 report reports/runs/gameday/latest --format md', 'write the Markdown summary only'),
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

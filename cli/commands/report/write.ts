import { REPORT_FORMATS, ReportError, writeReport } from '../../reports/index.ts';
import { bind } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { judgeNamedRun, withRun } from './named-run.ts';

export const report = bind({
  options: (yargs) =>
    withRun(yargs)
      .option('format', { choices: REPORT_FORMATS, describe: 'write only this format; by default all of them' })
      .example('$0 report gameday', 'write the report of the latest game day as HTML, Markdown and JUnit')
      .example('$0 report reports/runs/gameday/latest --format md', 'write only the Markdown report'),
  run: async ({ run, format, system }, { terminal }) => {
    const { directory, verdict, reasons, checks } = await judgeNamedRun(run, system);
    const written = await writeReport(directory, {
      ...(format !== undefined && { formats: [format] }),
      judgement: { verdict, reasons: [...reasons], checks: [...checks] },
    }).catch((error: unknown) => {
      throw error instanceof ReportError ? usageFailure(error.message, error) : error;
    });
    for (const file of written) terminal.print(file);
    terminal.json({ written });
    return exitCodes.pass;
  },
});

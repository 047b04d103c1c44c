import { REPORT_FORMATS, ReportError, writeReport } from '../../reports/index.ts';
import { RunDirectoryError } from '@evenkeel/chaos/evidence';
import { checkRun } from '@evenkeel/chaos/judge';
import { bind } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { orUsageFailure } from '../gameday/documents.ts';
import { withSystem } from '../options.ts';
import { systemOfRun } from '../system/of-run.ts';
import { namedRunDirectory } from './named-run.ts';

export const report = bind({
  options: (yargs) =>
    withSystem(yargs)
      .positional('run', {
        type: 'string',
        demandOption: true,
        describe: 'run directory, or the name of an experiment or plan, for its latest run',
      })
      .option('format', { choices: REPORT_FORMATS, describe: 'write only this format; by default all of them' })
      .example('$0 report gameday', 'write the report of the latest game day as HTML, Markdown and JUnit')
      .example('$0 report reports/runs/gameday/latest --format md', 'write only the Markdown report'),
  run: async ({ run, format, system: given }, { terminal }) => {
    const directory = namedRunDirectory(run);
    const system = await systemOfRun(directory, given);
    const { verdict, reasons, checks } = await orUsageFailure(() => checkRun(directory, system)).catch(refuse);
    const written = await writeReport(directory, {
      ...(format !== undefined && { formats: [format] }),
      judgement: { verdict, reasons: [...reasons], checks: [...checks] },
    }).catch(refuse);
    for (const file of written) terminal.print(file);
    terminal.json({ written });
    return exitCodes.pass;
  },
});

function refuse(error: unknown): never {
  throw error instanceof RunDirectoryError || error instanceof ReportError ? usageFailure(error.message, error) : error;
}

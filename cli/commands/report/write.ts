import { REPORT_FORMATS, writeReport } from '../../../reports/index.ts';
import { bind } from '../../command.ts';
import { exitCodes } from '../../failure.ts';
import { judgeNamedRun, withRun } from '../named-run.ts';
import { orUsage } from './unreadable.ts';

export const write = bind({
  options: (yargs) =>
    withRun(yargs)
      .option('format', { choices: REPORT_FORMATS, describe: 'write only this format; by default all of them' })
      .example('$0 report gameday', 'write the report of the latest game day in every format')
      .example('$0 report reports/runs/short/latest --format md', 'write only the Markdown report'),
  run: async ({ run, format, definition: given }, { terminal }) => {
    const { directory, verdict, reasons, checks } = await judgeNamedRun(run, given);
    const written = await writeReport(directory, {
      ...(format !== undefined && { formats: [format] }),
      judgement: { verdict, reasons: [...reasons], checks: [...checks] },
    }).catch(orUsage);
    for (const file of written) terminal.print(file);
    terminal.json({ written });
    return exitCodes.pass;
  },
});

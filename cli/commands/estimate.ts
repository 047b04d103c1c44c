import { bind } from '../command.ts';
import { costAtRest } from '../estimate/at-rest.ts';
import { costTable } from '../estimate/table.ts';
import { prices } from '../estimate/prices.ts';
import { spanNotes } from '../estimate/spans.ts';
import { templatesByRegion } from '../estimate/templates.ts';
import { exitCodes } from '../failure.ts';
import { withApp } from '../options.ts';
import { chosenStage, shippedTemplates } from '../system/alarms.ts';
import { readApp } from '../system/app.ts';
import { chosenTracing } from '../system/tracing.ts';

export const estimate = bind({
  options: (yargs) =>
    withApp(yargs)
      .option('stage', { type: 'string', default: 'dev', describe: 'deployment stage of the system' })
      .example('$0 estimate --stage dev', 'the stage of the system that ships with evenkeel')
      .example('$0 estimate --app cdk.out', 'your own app'),
  run: async ({ stage, app }, { terminal }) => {
    const assembly =
      app === undefined
        ? await shippedTemplates(chosenStage(stage).name, chosenTracing(process.env))
        : (await readApp(app)).assembly;
    const regions = await templatesByRegion(assembly);
    const lines = costAtRest(regions, prices);
    const notes = spanNotes(regions, prices);
    for (const line of costTable([...regions.keys()], lines)) terminal.print(line);
    terminal.print(
      `USD at list prices of ${prices.region} of ${prices.date}; last column: after what AWS gives each account free for good`,
    );
    for (const note of notes) terminal.print(note);
    const sum = (of: (line: (typeof lines)[number]) => number): number =>
      lines.reduce((total, line) => total + of(line), 0);
    terminal.json({
      stage,
      prices: { date: prices.date, region: prices.region },
      regions: [...regions.keys()].map((region) => ({
        region,
        usd: sum(({ usdByRegion }) => usdByRegion[region] ?? 0),
      })),
      lines,
      usd: sum(({ usd }) => usd),
      usdAfterFree: sum(({ usdAfterFree }) => usdAfterFree),
      notes,
    });
    return exitCodes.pass;
  },
});

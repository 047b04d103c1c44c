import { bind } from '../command.ts';
import { costAtRest } from '../estimate/at-rest.ts';
import { prices } from '../estimate/prices.ts';
import { exitCodes } from '../failure.ts';
import { withApp } from '../options.ts';
import { chosenStage, shippedTemplates } from '../system/alarms.ts';
import { readApp, templatesOf } from '../system/app.ts';

export const estimate = bind({
  options: (yargs) =>
    withApp(yargs)
      .option('stage', { type: 'string', default: 'dev', describe: 'deployment stage of the system' })
      .example('$0 estimate --stage dev', 'the stage of the system that ships with evenkeel')
      .example('$0 estimate --app cdk.out', 'your own app'),
  run: async ({ stage, app }, { terminal }) => {
    const assembly =
      app === undefined ? await shippedTemplates(chosenStage(stage).name) : (await readApp(app)).assembly;
    const lines = costAtRest(await templatesOf(assembly), prices);
    const total = lines.reduce((sum, { usd }) => sum + usd, 0);
    const afterFree = lines.reduce((sum, { usdAfterFree }) => sum + usdAfterFree, 0);
    for (const { what, quantity, usd, usdAfterFree } of lines) {
      terminal.print(row(what, quantity, usd, usdAfterFree));
    }
    terminal.print(row('a month at rest', '', total, afterFree));
    terminal.print(
      `USD at list prices of ${prices.region} of ${prices.date}; last column: after what AWS gives each account free for good`,
    );
    terminal.json({
      stage,
      prices: { date: prices.date, region: prices.region },
      lines,
      usd: total,
      usdAfterFree: afterFree,
    });
    return exitCodes.pass;
  },
});

const row = (what: string, quantity: string, usd: number, afterFree: number): string =>
  `${what.padEnd(18)} ${quantity.padEnd(28)} ${usd.toFixed(2).padStart(8)} ${afterFree.toFixed(2).padStart(8)}`;

import { forecast, readExperiments } from '../../../chaos/index.ts';
import { bind } from '../../command.ts';
import { exitCodes } from '../../failure.ts';
import { locate, orUsageFailure } from '../../gameday/documents.ts';
import { loadProbeModules } from '../../gameday/probe-modules.ts';
import { withApp, withSeed } from '../../options.ts';
import { soundAlarmsOf } from '../../system/alarms.ts';

export const validate = bind({
  command: 'validate <experiments..>',
  describe: 'every mistake at once, each with its place; and what an experiment will do. Starts nothing',
  options: (yargs) =>
    withApp(withSeed(yargs))
      .positional('experiments', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'those that ship, or YAML files',
      })
      .example('$0 chaos validate mine.yaml', 'is it sound, and whom will it hit?')
      .example('$0 chaos validate mine.yaml --app cdk.out', 'against the alarms of an app of your own'),
  run: async ({ experiments: named, app, seed = 1 }, { terminal }) => {
    const files = await Promise.all(named.map((experiment) => locate('experiment', experiment)));
    const kinds = new Set((await orUsageFailure(() => readExperiments(files))).map(({ system }) => system));
    const [kind] = kinds;
    const alarms = await soundAlarmsOf({ target: 'local', stage: 'dev', app, kind: kind ?? 'commerce' });
    const experiments = await orUsageFailure(() => readExperiments(files, kinds.size === 1 ? alarms : undefined));
    const told = [];
    for (const [index, experiment] of experiments.entries()) {
      const file = files[index] ?? '';
      await loadProbeModules(experiment, file);
      const { lines, ...foretold } = forecast(experiment, seed);
      terminal.print(`${file}: sound; with seed ${seed}`);
      for (const line of lines) terminal.print(`  ${line}`);
      told.push({ file, valid: true, name: experiment.name, seed, forecast: foretold });
    }
    terminal.json(told.length === 1 ? told[0] : { experiments: told });
    return exitCodes.pass;
  },
});

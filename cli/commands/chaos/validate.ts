import { forecast, readExperiments } from '@evenkeel/chaos';
import { bind } from '../../command.ts';
import { exitCodes } from '../../failure.ts';
import { locate, orUsageFailure } from '../../gameday/documents.ts';
import { loadProbeModules } from '../../gameday/probe-modules.ts';
import { withApp, withSeed } from '../../options.ts';
import { soundAlarmsOf } from '../../system/alarms.ts';

export const validate = bind({
  options: (yargs) =>
    withApp(withSeed(yargs))
      .positional('experiments', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'names of shipped experiments, or paths of YAML files',
      })
      .example('$0 chaos validate mine.yaml', 'check mine.yaml and show what its faults will hit')
      .example('$0 chaos validate mine.yaml --app cdk.out', 'check it against the alarms of your own app'),
  run: async ({ experiments: named, app, seed = 1 }, { terminal }) => {
    const files = await Promise.all(named.map((experiment) => locate('experiment', experiment)));
    const kinds = new Set((await orUsageFailure(() => readExperiments(files))).map(({ system }) => system));
    const [kind] = kinds;
    const alarms = await soundAlarmsOf({ target: 'local', stage: 'dev', app, kind: kind ?? 'commerce' });
    const experiments = await orUsageFailure(() => readExperiments(files, kinds.size === 1 ? alarms : undefined));
    const results = [];
    for (const [index, experiment] of experiments.entries()) {
      const file = files[index] ?? '';
      await loadProbeModules(experiment, file);
      const { lines, ...figures } = forecast(experiment, seed);
      terminal.print(`${file}: valid; with seed ${seed}:`);
      for (const line of lines) terminal.print(`  ${line}`);
      results.push({ file, valid: true, name: experiment.name, seed, forecast: figures });
    }
    terminal.json(results.length === 1 ? results[0] : { experiments: results });
    return exitCodes.pass;
  },
});

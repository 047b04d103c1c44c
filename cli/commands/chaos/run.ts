import { bind } from '../../command.ts';
import { locate } from '../../gameday/documents.ts';
import { runAll } from '../../gameday/run-all.ts';
import { chosenSabotage } from '../../gameday/sabotage.ts';
import { withApp, withSeed, withTarget } from '../../options.ts';

export const run = bind({
  command: 'run <experiments..>',
  describe: 'run experiments one after another, on the system that is up or on one booted for them at speed 20',
  options: (yargs) =>
    withApp(withSeed(withTarget(yargs)))
      .positional('experiments', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'names of experiments that ship with evenkeel, or YAML files',
      })
      .option('sabotage', {
        type: 'string',
        describe: 'boot a system that is broken on purpose, to see that this is caught',
      })
      .example('$0 chaos run commerce_short', 'a short form of the game day')
      .example('$0 chaos run event_lost time_out --seed 7', 'two experiments on one system, with the choices of seed 7')
      .example('$0 chaos run mine.yaml --app cdk.out', 'your own experiment, on your own app'),
  run: async ({ experiments, seed, target, stage, prefix, app, sabotage }, context) => {
    const files = await Promise.all(experiments.map((experiment) => locate('experiment', experiment)));
    const order = { files, target, stage, prefix, app, seed: seed ?? 1, sabotage: chosenSabotage(sabotage) };
    return runAll(order, context);
  },
});

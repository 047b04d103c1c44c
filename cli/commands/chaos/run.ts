import { bind } from '../../command.ts';
import { locate } from '../../gameday/documents.ts';
import { runAll } from '../../gameday/run-all.ts';
import { chosenSabotage } from '../../gameday/sabotage.ts';
import { withApp, withSeed, withTarget } from '../../options.ts';

export const run = bind({
  command: 'run <experiments..>',
  describe: 'experiments in a row, on the running system or on one booted for them at speed 20',
  options: (yargs) =>
    withApp(withSeed(withTarget(yargs)))
      .positional('experiments', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'those that ship, or YAML files',
      })
      .option('sabotage', {
        type: 'string',
        describe: 'on a system booted for it and broken on purpose, to see it caught',
      })
      .example('$0 chaos run commerce_short', 'a short form of the game day')
      .example('$0 chaos run event_lost time_out --seed 7', 'two on one system, with the choices of seed 7')
      .example('$0 chaos run mine.yaml --app cdk.out', 'one of your own, on an app of your own'),
  run: async ({ experiments, seed, target, stage, prefix, app, sabotage }, context) => {
    const files = await Promise.all(experiments.map((experiment) => locate('experiment', experiment)));
    const order = { files, target, stage, prefix, app, seed: seed ?? 1, sabotage: chosenSabotage(sabotage) };
    return runAll(order, context);
  },
});

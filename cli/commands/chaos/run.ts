import { bind } from '../../command.ts';
import { locate } from '../../gameday/documents.ts';
import { runAll } from '../../gameday/run-all.ts';
import { chosenSabotage } from '../../gameday/sabotage.ts';
import { withApp, withDynamoDb, withSeed, withTarget } from '../../options.ts';

export const run = bind({
  options: (yargs) =>
    withDynamoDb(withApp(withSeed(withTarget(yargs))))
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
  run: async (options, context) => {
    const { experiments, seed = 1, target, stage, prefix, app, 'dynamodb-endpoint': dynamodbEndpoint } = options;
    const files = await Promise.all(experiments.map((experiment) => locate('experiment', experiment)));
    const sabotage = chosenSabotage(options.sabotage);
    return runAll({ files, target, stage, prefix, app, seed, sabotage, dynamodbEndpoint }, context);
  },
});

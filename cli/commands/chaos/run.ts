import { bind } from '../../command.ts';
import { locate } from '../../gameday/documents.ts';
import { runAll } from '../../gameday/run-all.ts';
import {
  withApp,
  withDefinition,
  withDynamoDb,
  withIgnore,
  withScale,
  withSeed,
  withSign,
  withTarget,
} from '../../options.ts';

export const run = bind({
  options: (yargs) =>
    withIgnore(withSign(withScale(withDynamoDb(withApp(withDefinition(withSeed(withTarget(yargs))))))))
      .positional('experiments', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: "names of the system's experiments, or YAML files",
      })
      .option('sabotage', {
        type: 'string',
        describe: 'plant this bug in the booted system, to see it caught',
      })
      .example('$0 chaos run mine.yaml --app cdk.out', 'your own experiment, on your own app')
      .example(
        '$0 chaos run event_lost time_out --seed 7',
        'two experiments on one system, with the choices of seed 7',
      ),
  run: async (options, context) => {
    const {
      experiments,
      seed = 1,
      target,
      stage,
      prefix,
      app,
      definition,
      system,
      sabotage,
      scale,
      sign,
      ignore,
    } = options;
    const files = await Promise.all(experiments.map((experiment) => locate('experiment', experiment, definition)));
    const dynamodbEndpoint = options['dynamodb-endpoint'];
    return runAll(
      { files, definition, system, target, stage, prefix, app, seed, sabotage, scale, dynamodbEndpoint, sign, ignore },
      context,
    );
  },
});

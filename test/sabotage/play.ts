/**
 * Boots the shop with a sabotage or a pair of them, and runs an experiment on it, as `evenkeel chaos run --sabotage`
 * does with those that ship with the shop. Its exit code is the verdict's.
 */
import yargs from 'yargs';
import { bind } from '../../cli/command.ts';
import { exitCodes } from '../../cli/failure.ts';
import { locate } from '../../cli/gameday/documents.ts';
import { readyExperiments } from '../../cli/gameday/preflight.ts';
import { onSystem } from '../../cli/gameday/run-all.ts';
import { runOne } from '../../cli/gameday/run-one.ts';
import { loadSystem } from '../../cli/system/definition.ts';
import { shippedDefinition } from '../../cli/system/shipped.ts';
import { plantedNamed } from './planted.ts';

const play = bind({
  options: (given) =>
    given
      .positional('experiment', { type: 'string', demandOption: true })
      .option('sabotage', { type: 'string', demandOption: true })
      .option('seed', { type: 'number', demandOption: true })
      .options({
        json: { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
        color: { type: 'boolean', default: false },
      }),
  run: async ({ experiment: name, sabotage, seed }, context) => {
    const shop = await loadSystem(await shippedDefinition());
    const planted = plantedNamed(sabotage);
    const system = { ...shop, definition: { ...shop.definition, sabotages: [planted.sabotage] } };
    const file = await locate('experiment', name, shop.file);
    return onSystem(
      {
        system,
        target: 'local',
        stage: 'dev',
        prefix: undefined,
        app: undefined,
        seed,
        sabotage: planted.sabotage.name,
        scale: false,
        dynamodbEndpoint: undefined,
        sign: undefined,
      },
      (sound) => readyExperiments({ files: [file], system, alarms: sound.alarms }),
      context,
      async ([experiment], prepared) => {
        if (experiment === undefined) return exitCodes.broken;
        const { exitCode, summary } = await runOne({ ...prepared, experiment, name, file, seed }, context);
        context.terminal.json(summary);
        return exitCode;
      },
    );
  },
});

await yargs(process.argv.slice(2))
  .command({ command: '$0 <experiment>', ...play })
  .strict()
  .parseAsync();

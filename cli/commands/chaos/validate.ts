import { forecast } from '@evenkeel/chaos';
import { bind } from '../../command.ts';
import { CommandFailure, exitCodes, usageFailure } from '../../failure.ts';
import { locate } from '../../gameday/documents.ts';
import { readyExperiments } from '../../gameday/preflight.ts';
import { SPEED } from '../../gameday/run-all.ts';
import { withApp, withDefinition, withIgnore, withSeed, withSystemId } from '../../options.ts';
import { soundAppOf } from '../../system/alarms.ts';
import { appBeside, queuesOf, shownIn } from '../../system/app.ts';
import { demandBootable } from '../../system/bootable.ts';
import { systemOf } from '../../system/definition.ts';

export const validate = bind({
  options: (yargs) =>
    withSystemId(withIgnore(withApp(withDefinition(withSeed(yargs)))))
      .positional('experiments', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: "names of the system's experiments, or YAML files",
      })
      .example('$0 chaos validate mine.yaml', 'check mine.yaml and show what its faults will hit')
      .example('$0 chaos validate mine.yaml --app cdk.out', 'check it against the alarms of your own app'),
  run: async ({ experiments: named, app, definition: given, seed = 1, ignore, system: id }, { terminal }) => {
    const files = await locateAll(named, given);
    const system = await systemOf(files, given);
    const ships = system?.ships ?? false;
    const folder = ships ? undefined : (app ?? appBeside(system?.file));
    const { alarms, assembly } = await soundAppOf({ target: 'local', stage: 'dev', system: id, app: folder, ships });
    const queues = ships ? undefined : { feeding: await queuesOf(assembly), speed: SPEED };
    if (folder !== undefined) await demandBootable(assembly, ignore);
    const shown = ships ? undefined : await shownIn(assembly);
    const experiments = await readyExperiments({ files, system, alarms, queues, shown, assembly: folder });
    const results = experiments.map((experiment, index) => {
      const file = files[index] ?? '';
      const { lines, ...figures } = forecast(experiment, seed, system?.definition);
      terminal.print(`${file}: valid; with seed ${seed}:`);
      for (const line of lines) terminal.print(`  ${line}`);
      return { file, valid: true, name: experiment.name, seed, forecast: figures };
    });
    terminal.json(results.length === 1 ? results[0] : { experiments: results });
    return exitCodes.pass;
  },
});

/** @throws CommandFailure exit 2 with every name that is not known */
async function locateAll(named: readonly string[], system: string | undefined): Promise<string[]> {
  const located = await Promise.allSettled(named.map((experiment) => locate('experiment', experiment, system)));
  const failures = located.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  const unforeseen = failures.find((failure) => !(failure instanceof CommandFailure));
  if (unforeseen instanceof Error) throw unforeseen;
  if (failures.length > 0) throw usageFailure(failures.map((failure) => (failure as Error).message).join('\n'));
  return located.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

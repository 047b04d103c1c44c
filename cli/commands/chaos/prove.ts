import type { Sabotage } from '@evenkeel/chaos/sabotage';
import { needsTwoRegions } from '@evenkeel/chaos/schemas';
import { obtainK6 } from '../../../loadtests/entry.ts';
import { bind } from '../../command.ts';
import { exitCodes, usageFailure } from '../../failure.ts';
import { locate } from '../../gameday/documents.ts';
import { demandOneRegion, readyExperiments } from '../../gameday/preflight.ts';
import { chosenSabotage, sabotagesOf } from '../../gameday/sabotage.ts';
import { withApp, withDefinition, withDynamoDb, withIgnore, withScale, withSeed } from '../../options.ts';
import { type Row, unprovenChecks } from '../../prove/judgement.ts';
import { matrixOf } from '../../prove/matrix.ts';
import { attempt } from '../../prove/prove.ts';
import { soundAppOf } from '../../system/alarms.ts';
import { type App, appBeside, readApp } from '../../system/app.ts';
import { problemsFailure, surroundingProblems } from '../../system/check-definition.ts';
import { type FoundSystem, systemHere } from '../../system/definition.ts';

const STAGE = 'dev';

export const prove = bind({
  options: (yargs) =>
    withIgnore(withScale(withDynamoDb(withApp(withDefinition(withSeed(yargs))))))
      .option('only', { type: 'string', array: true, describe: 'plant only this bug; repeat it for several' })
      .example('$0 chaos prove', 'plant every bug that the definition lists, one after another')
      .example('$0 chaos prove --app cdk.out --only charge-twice', 'plant one bug in your own app'),
  run: async ({ only, seed = 1, app: folder, definition: given, ignore, scale, ...options }, context) => {
    const { terminal, signal } = context;
    const system = await systemHere(given);
    const sabotages = wantedOf(system, only);
    const app = await appOf(system, folder);
    const problems = await surroundingProblems(system.definition, system.file, app?.assembly);
    if (problems.length > 0) throw problemsFailure(system.definition, system.file, problems);
    const files = await Promise.all(sabotages.map(({ experiment }) => locate('experiment', experiment, system.file)));
    const sound = await soundAppOf({ target: 'local', stage: STAGE, app: app?.assembly, ships: system.ships });
    const experiments = await readyExperiments({ files, system, alarms: sound.alarms });
    if (only !== undefined) demandOneRegion(experiments);
    const k6 = await obtainK6({ signal, onBuild: terminal.step });
    const dynamodbEndpoint = options['dynamodb-endpoint'];
    const proof = { system, app, stage: STAGE, seed, sound, k6, dynamodbEndpoint, ignore, scale };
    const rows: Row[] = [];
    for (const [index, experiment] of experiments.entries()) {
      const sabotage = sabotages[index];
      if (sabotage === undefined) continue;
      if (needsTwoRegions(experiment)) {
        terminal.step(`${sabotage.name}: left out, because ${experiment.name} needs two regions`);
        continue;
      }
      terminal.step(`${sabotage.name} (${index + 1} of ${sabotages.length}): ${sabotage.culprit}`);
      const row = await attempt(proof, { sabotage, experiment, file: files[index] ?? '' }, context);
      terminal.step(
        `${row.name}: ${row.caught ? `caught by ${row.expectedCheck}` : `NOT caught: ${row.problems.join('; ')}`}`,
      );
      rows.push(row);
    }
    const unproven = only === undefined ? unprovenChecks(rows) : [];
    for (const line of matrixOf(rows)) terminal.print(line);
    terminal.print('');
    if (unproven.length > 0) terminal.print(`No sabotage was caught by: ${unproven.join(', ')}.`);
    const caught = rows.filter((row) => row.caught).length;
    terminal.print(`${caught} of ${rows.length} sabotages were caught.`);
    terminal.json({ system: system.definition.name, seed, sabotages: rows, ...(only === undefined && { unproven }) });
    return caught === rows.length ? exitCodes.pass : exitCodes.fail;
  },
});

function wantedOf(system: FoundSystem, only: readonly string[] | undefined): readonly Sabotage[] {
  const wanted = only === undefined ? sabotagesOf(system) : only.flatMap((name) => chosenSabotage(system, name) ?? []);
  if (wanted.length > 0) return wanted;
  throw usageFailure(
    `${system.file} lists no sabotages: add some to its field \`sabotages\`, each with the check that must catch it`,
  );
}

async function appOf({ ships, file }: FoundSystem, folder: string | undefined): Promise<App | undefined> {
  if (ships) return undefined;
  const found = folder ?? appBeside(file);
  if (found !== undefined) return readApp(found);
  throw usageFailure(
    'sabotages break a copy of the app: pass the cloud assembly of your app with --app, such as --app cdk.out',
  );
}

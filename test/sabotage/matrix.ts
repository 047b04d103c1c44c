/**
 * `npm run test:sabotage` tests the harness itself. Every sabotaged system must be caught by its own check after its
 * broken path was executed, and no shipped experiment may fail the unmodified system, whatever the seed. Exits with 0
 * only if all of this holds.
 */
import { join } from 'node:path';
import pMap from 'p-map';
import yargs from 'yargs';
import { type Experiment, readExperiment, shippedExperiments } from '../../chaos/index.ts';
import definition from '../../systems/commerce/evenkeel.system.ts';
import { createTerminal } from '../../cli/terminal.ts';
import { repository } from '../e2e/evenkeel.ts';
import { judgeSabotaged, judgeSound, type Row } from './judgement.ts';
import { endAll, runExperiment, start } from './run.ts';
import { lineOf, tableOf } from './table.ts';

const SPEED = 20;
/** Operations per second. */
const LIGHT_RATE = 1;

const { only, seeds, jobs, json } = await yargs(process.argv.slice(2))
  .option('only', {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'run these sabotages or experiments only',
  })
  .option('seeds', { type: 'number', default: 3, describe: 'how many seeds to run on the unmodified system' })
  .option('jobs', {
    type: 'number',
    default: 1,
    describe: 'how many sabotaged systems to run at a time; each needs two cores',
  })
  .option('json', { type: 'boolean', default: false, describe: 'print one JSON object on stdout' })
  .strict()
  .parseAsync();

const terminal = createTerminal({ json, quiet: false, color: true });
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    ending.abort();
    endAll();
  });
}
const EXPERIMENTS = join(repository, 'systems', 'commerce', 'experiments');
const folder = join(repository, 'reports', 'runs', 'sabotage', new Date().toISOString().replaceAll(':', '-'));
const isEnding = () => ending.signal.aborted;
const isWanted = (name: string) => only.length === 0 || only.includes(name);

async function sabotaged(): Promise<Row[]> {
  const wanted = (definition.sabotages ?? []).filter(({ name }) => isWanted(name));
  const rows = await pMap(
    wanted,
    async (sabotage) => {
      if (isEnding()) return undefined;
      const { name, experiment } = sabotage;
      const run = await runExperiment({ experiment, seed: 1, sabotage: name, folder: join(folder, name) });
      return reported(judgeSabotaged(sabotage, run));
    },
    { concurrency: jobs },
  );
  return rows.filter((row) => row !== undefined);
}

async function wantedExperiments(): Promise<Experiment[]> {
  const shipped = await shippedExperiments(EXPERIMENTS);
  const experiments = await Promise.all(shipped.map(({ path }) => readExperiment(path, { system: definition })));
  return experiments.filter(({ name, minSpeed }) => isWanted(name) && minSpeed <= SPEED);
}

/** Whether it needs so little of the machine that another system can run at the same time. */
function isLight({ phases }: Experiment): boolean {
  return phases.every(({ scenarios }) => scenarios.reduce((sum, { rate }) => sum + rate, 0) <= LIGHT_RATE);
}

/** Whether it waits for the hourly run. On a system booted for it, the clock starts where the wait is short. */
function isHourly({ reconcile }: Experiment): boolean {
  return reconcile?.by === 'schedule';
}

/** Runs all of them on one system. */
async function onOneSystem(wanted: readonly Experiment[]): Promise<Row[]> {
  if (wanted.length === 0 || seeds < 1 || isEnding()) return [];
  const up = start(['up', '--speed', String(SPEED), '--json'], repository);
  try {
    await up.firstObject();
    return await sound(wanted);
  } finally {
    up.process.kill('SIGINT');
    await up.ended;
  }
}

/** Runs them in order, on the running system or on one booted for each. A run that decides nothing is repeated once. */
async function sound(wanted: readonly Experiment[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name } of wanted) {
    for (let seed = 1; seed <= seeds && !isEnding(); seed += 1) {
      const request = { experiment: name, seed, folder: join(folder, 'sound', `${name}-${seed}`) };
      const first = reported(judgeSound(await runExperiment(request)));
      const again = first.standing === 'undecided' && !isEnding();
      rows.push(
        again ? reported(judgeSound(await runExperiment({ ...request, folder: `${request.folder}-again` }))) : first,
      );
    }
  }
  return rows;
}

function reported(row: Row): Row {
  terminal.step(lineOf(row));
  return row;
}

const began = performance.now();
const wanted = await wantedExperiments();
const [caught, beside] = await Promise.all([sabotaged(), onOneSystem(wanted.filter(isLight))]);
const alone = wanted.filter((experiment) => !isLight(experiment));
const short = await onOneSystem(alone.filter((experiment) => !isHourly(experiment)));
const hourly = await sound(alone.filter(isHourly));
const rows = { sabotaged: caught, sound: [...beside, ...short, ...hourly] };
const minutes = Math.round((performance.now() - began) / 6000) / 10;
const all = [...rows.sabotaged, ...rows.sound];
const wrong = all.filter(({ standing }) => standing !== 'as expected');

for (const line of tableOf(rows)) terminal.print(line);
terminal.print('');
terminal.print(
  `${all.length - wrong.length} of ${all.length} runs are as expected, in ${minutes} minutes; their directories are in ${folder}`,
);
terminal.json({ ...rows, minutes, folder });
process.exitCode = isEnding() ? 130 : wrong.length === 0 && all.length > 0 ? 0 : 1;

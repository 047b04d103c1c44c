/**
 * `npm run test:sabotage`: is the harness to be believed? Every system that is broken on purpose must be caught, by its
 * own check and through its broken path; and every experiment that ships must not fail the sound system, whatever the
 * seed. Exit 0 only if so.
 */
import { join } from 'node:path';
import pMap from 'p-map';
import yargs from 'yargs';
import { type Experiment, readExperiment, shippedExperiments } from '../../chaos/index.ts';
import { sabotages } from '../../chaos/sabotage/index.ts';
import { createTerminal } from '../../cli/terminal.ts';
import { repository } from '../e2e/evenkeel.ts';
import { judgeSabotaged, judgeSound, type Row } from './judgement.ts';
import { endAll, play, start } from './run.ts';
import { lineOf, tableOf } from './table.ts';

const SPEED = 20;
/** Operations a second. */
const LIGHT_RATE = 1;

const { only, seeds, jobs, json } = await yargs(process.argv.slice(2))
  .option('only', { type: 'string', array: true, default: [] as string[], describe: 'these sabotages or experiments' })
  .option('seeds', { type: 'number', default: 3, describe: 'runs of each experiment on the sound system' })
  .option('jobs', {
    type: 'number',
    default: 1,
    describe: 'sabotaged systems at a time; more than one wants more cores',
  })
  .option('json', { type: 'boolean', default: false, describe: 'one object on stdout' })
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
const folder = join(repository, 'reports', 'runs', 'sabotage', new Date().toISOString().replaceAll(':', '-'));
const isEnding = () => ending.signal.aborted;
const isWanted = (name: string) => only.length === 0 || only.includes(name);

async function sabotaged(): Promise<Row[]> {
  const wanted = sabotages.filter(({ name }) => isWanted(name));
  const rows = await pMap(
    wanted,
    async (sabotage) => {
      if (isEnding()) return undefined;
      const { name, experiment } = sabotage;
      const run = await play({ experiment, seed: 1, sabotage: name, folder: join(folder, name) });
      return told(judgeSabotaged(sabotage, run));
    },
    { concurrency: jobs },
  );
  return rows.filter((row) => row !== undefined);
}

async function wantedExperiments(): Promise<Experiment[]> {
  const experiments = await Promise.all((await shippedExperiments()).map(({ path }) => readExperiment(path)));
  return experiments.filter(
    ({ name, system, minSpeed }) => isWanted(name) && system === 'commerce' && minSpeed <= SPEED,
  );
}

/** One that asks so little of the machine that something else may run beside it. */
function isLight({ phases }: Experiment): boolean {
  return phases.every(({ scenarios }) => scenarios.reduce((sum, { rate }) => sum + rate, 0) <= LIGHT_RATE);
}

/** One that would wait for the hour on a system that is up: booted for it, the clock starts where it need not. */
function isHourly({ reconcile }: Experiment): boolean {
  return reconcile?.by === 'schedule';
}

/** All on one system. */
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

/** One after the other, on the system that is up or on one booted for each. A run that decided nothing is made once more. */
async function sound(wanted: readonly Experiment[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name } of wanted) {
    for (let seed = 1; seed <= seeds && !isEnding(); seed += 1) {
      const order = { experiment: name, seed, folder: join(folder, 'sound', `${name}-${seed}`) };
      const first = told(judgeSound(await play(order)));
      const again = first.standing === 'undecided' && !isEnding();
      rows.push(again ? told(judgeSound(await play({ ...order, folder: `${order.folder}-again` }))) : first);
    }
  }
  return rows;
}

function told(row: Row): Row {
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
const wrong = all.filter(({ standing }) => standing !== 'as it must be');

for (const line of tableOf(rows)) terminal.print(line);
terminal.print('');
terminal.print(
  `${all.length - wrong.length} of ${all.length} as they must be, in ${minutes} minutes; runs in ${folder}`,
);
terminal.json({ ...rows, minutes, folder });
process.exitCode = isEnding() ? 130 : wrong.length === 0 && all.length > 0 ? 0 : 1;

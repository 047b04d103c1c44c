/**
 * `npm run test:sabotage` tests the harness itself. Every sabotaged system must be caught by a check of its own after its
 * broken path was executed, and no shipped experiment may fail the unmodified system, whatever the seed. Exits with 0
 * only if all of this holds.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pMap from 'p-map';
import yargs from 'yargs';
import { type Experiment, needsTwoRegions, readExperiment, shippedExperiments } from '../../chaos/index.ts';
import definition from '../../systems/commerce/evenkeel.system.ts';
import { createTerminal } from '../../cli/terminal.ts';
import { repository } from '../e2e/evenkeel.ts';
import { allOf, inPart, partFrom, sampleOf } from './draw.ts';
import { judgeSabotaged, judgeSound, type Row } from './judgement.ts';
import { type Planted, plantedNamed, singles } from './planted.ts';
import { endAll, runExperiment, start } from './run.ts';
import { catchesOf, lineOf, tableOf } from './table.ts';

const SPEED = 20;
/** Operations per second. */
const LIGHT_RATE = 1;
/** With every shipped experiment once, about three quarters of an hour on two cores. */
const SAMPLE = 30;
const ALL_SEEDS = 3;

const options = await yargs(process.argv.slice(2))
  .option('sample', { type: 'number', default: SAMPLE, describe: 'how many sabotages and pairs to draw' })
  .option('seed', { type: 'number', default: 1, describe: 'seed of the draw, and of the sabotaged runs' })
  .option('part', {
    type: 'string',
    coerce: (text: string | undefined) => (text === undefined ? undefined : partFrom(text)),
    describe: 'run everything in parts: 2/4 is the second of four',
  })
  .option('only', {
    type: 'string',
    array: true,
    default: [] as string[],
    describe: 'run these sabotages, pairs (one+other) or experiments only',
  })
  .option('seeds', {
    type: 'number',
    describe: `how many seeds to run on the unmodified system; 1 with a sample, ${ALL_SEEDS} otherwise`,
  })
  .option('jobs', {
    type: 'number',
    default: 1,
    describe: 'how many sabotaged systems to run at a time; each needs two cores',
  })
  .option('json', { type: 'boolean', default: false, describe: 'print one JSON object on stdout' })
  .conflicts('part', 'only')
  .strict()
  .parseAsync();

const { only, part, seed, jobs, json } = options;
const seeds = options.seeds ?? (only.length === 0 && part === undefined ? 1 : ALL_SEEDS);
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
const EXPERIMENT_NAMES = (await shippedExperiments(EXPERIMENTS)).map(({ name }) => name);
const isEnding = () => ending.signal.aborted;

function wantedSabotages(): Planted[] {
  const sourceOf = (module: string) => readFileSync(join(repository, `${module}.ts`), 'utf8');
  if (only.length > 0) return only.filter((name) => !EXPERIMENT_NAMES.includes(name)).map(plantedNamed);
  if (part !== undefined) return inPart(allOf(singles, seed, sourceOf), part);
  return sampleOf(singles, options.sample, seed, sourceOf);
}

/** A run that decides nothing is repeated once. */
async function repeatedly(run: (folder: string) => Promise<Row>, name: string): Promise<Row> {
  const first = reported(await run(join(folder, name)));
  if (first.standing !== 'undecided' || isEnding()) return first;
  return reported(await run(join(folder, `${name}-again`)));
}

async function sabotaged(): Promise<Row[]> {
  const rows = await pMap(
    wantedSabotages(),
    async (planted) => {
      if (isEnding()) return undefined;
      const { name, experiment } = planted.sabotage;
      const isForeign = definition.sabotages?.every((shipped) => shipped.name !== name) === true;
      const once = async (into: string) =>
        judgeSabotaged(planted, await runExperiment({ experiment, seed, sabotage: name, isForeign, folder: into }));
      return repeatedly(once, name);
    },
    { concurrency: jobs },
  );
  return rows.filter((row) => row !== undefined);
}

async function wantedExperiments(): Promise<Experiment[]> {
  const shipped = await shippedExperiments(EXPERIMENTS);
  const experiments = await Promise.all(shipped.map(({ path }) => readExperiment(path, { system: definition })));
  const wanted = experiments.filter(
    (experiment) =>
      experiment.minSpeed <= SPEED &&
      !needsTwoRegions(experiment) &&
      (only.length === 0 || only.includes(experiment.name)),
  );
  return part === undefined ? wanted : inPart(wanted, part);
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

/** Runs them in order, on the running system or on one booted for each. */
async function sound(wanted: readonly Experiment[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name } of wanted) {
    for (let of = 1; of <= seeds && !isEnding(); of += 1) {
      const once = async (into: string) =>
        judgeSound(await runExperiment({ experiment: name, seed: of, folder: into }));
      rows.push(await repeatedly(once, join('sound', `${name}-${of}`)));
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
const heavy = wanted.filter((experiment) => !isLight(experiment));
const short = await onOneSystem(heavy.filter((experiment) => !isHourly(experiment)));
const hourly = await sound(heavy.filter(isHourly));
const rows = { sabotaged: caught, sound: [...beside, ...short, ...hourly] };
const minutes = Math.round((performance.now() - began) / 6000) / 10;
const all = [...rows.sabotaged, ...rows.sound];
const wrong = all.filter(({ standing }) => standing !== 'as expected');

for (const line of tableOf(rows)) terminal.print(line);
terminal.print('');
for (const line of catchesOf(rows.sabotaged)) terminal.print(line);
terminal.print('');
terminal.print(
  `${all.length - wrong.length} of ${all.length} runs are as expected, in ${minutes} minutes; their directories are in ${folder}`,
);
terminal.json({ ...rows, minutes, folder });
process.exitCode = isEnding() ? 130 : wrong.length === 0 && all.length > 0 ? 0 : 1;

import type { KeyObject } from 'node:crypto';
import { readPlanFiles } from '@evenkeel/chaos';
import type { Experiment, Plan } from '@evenkeel/chaos/schemas';
import { obtainK6 } from '../../loadtests/entry.ts';
import { bind, type CommandContext } from '../command.ts';
import { exitCodes, usageFailure } from '../failure.ts';
import { type Boot, bootFor } from '../gameday/boot.ts';
import { locate, orUsageFailure } from '../gameday/documents.ts';
import { reportKilledRuns } from '../gameday/killed-runs.ts';
import {
  demandOneRegion,
  demandSabotageOfOneRegion,
  demandTwoRegions,
  readyExperiments,
} from '../gameday/preflight.ts';
import { type FinishedRun, runOne } from '../gameday/run-one.ts';
import { playRegions, type RegionsDay } from '../gameday/regions/play.ts';
import { chosenSabotage, sabotagesOf } from '../gameday/sabotage.ts';
import { printVerdict, worstOf } from '../gameday/verdict.ts';
import { withApp, withDefinition, withDynamoDb, withIgnore, withScale, withSeed, withSign } from '../options.ts';
import { chosenStage, type SoundApp, soundAppOf } from '../system/alarms.ts';
import { appBeside, readApp, shownIn } from '../system/app.ts';
import { systemHere, systemOf } from '../system/definition.ts';
import { demandWritableCache } from '../system/writable-cache.ts';

const STAGE = 'dev';

export const gameday = bind({
  options: (yargs) =>
    withIgnore(withSign(withScale(withDynamoDb(withApp(withDefinition(withSeed(yargs)))))))
      .positional('plan', {
        type: 'string',
        default: 'gameday',
        describe: "name of one of the system's plans, or a YAML file",
      })
      .option('sabotage', {
        type: 'string',
        describe: 'plant this bug first, so the game day must FAIL; `list` lists the bugs',
      })
      .example('$0 gameday', 'the full game day, about five minutes')
      .example('$0 gameday short --seed 7', 'a short game day, with the random choices of seed 7')
      .example('$0 gameday regions', 'two regions, of which one is lost; about four minutes')
      .example('$0 gameday mine.yaml --app cdk.out', 'your own plan, on your own app'),
  run: async (
    { plan: named, sabotage: wanted, seed: given, app: folder, scale, sign, ignore, ...options },
    context,
  ) => {
    if (wanted === 'list') return listSabotages(options.definition, context);
    const planFile = await locate('plan', named, options.definition);
    const { plan, files } = await orUsageFailure(() => readPlanFiles(planFile));
    const stage = chosenStage(plan.stage ?? STAGE);
    const system = await systemOf(files, options.definition);
    const sabotage = chosenSabotage(system, wanted);
    const app = await appFor(system?.ships ?? false, folder ?? appBeside(system?.file));
    const target = { target: 'local', stage: stage.name, app: app?.assembly, ships: app === undefined } as const;
    const sound = await soundAppOf(target);
    const shown = app === undefined ? undefined : await shownIn(app.assembly);
    const experiments = await readyExperiments({ files, system, alarms: sound.alarms, shown });
    refuseTooSlow(plan, experiments);
    await demandWritableCache();
    await reportKilledRuns(context.terminal.step);
    const seed = given ?? plan.seed;
    const dynamodbEndpoint = options['dynamodb-endpoint'];
    if (stage.pair !== undefined && system !== undefined) {
      demandTwoRegions(experiments, stage.name);
      refuseForTwo({
        app: app !== undefined,
        scale,
        ignore: ignore !== undefined,
        'dynamodb-endpoint': dynamodbEndpoint !== undefined,
      });
      const day = {
        plan,
        experiments,
        files,
        sound,
        system,
        sabotage,
        seed,
        sign,
        stage: { ...stage, pair: stage.pair },
      };
      return playTwoRegions(day, context);
    }
    demandOneRegion(experiments);
    await demandSabotageOfOneRegion(sabotage, system);
    const day = {
      stage: stage.name,
      plan,
      experiments,
      files,
      sound,
      system,
      app,
      sabotage,
      seed,
      scale,
      dynamodbEndpoint,
      sign,
      ignore,
    };
    return playGameDay(day, context);
  },
});

interface GameDay extends Omit<Boot, 'speed' | 'startAt'> {
  readonly plan: Plan;
  readonly experiments: readonly Experiment[];
  /** The experiments' own files. */
  readonly files: readonly string[];
  readonly sound: SoundApp;
  /** Whether to send less load than an experiment asks for, if this machine cannot deliver it all. */
  readonly scale: boolean;
  /** The private key that signs the journals, if any does. */
  readonly sign: KeyObject | undefined;
}

/** The app to boot; undefined for the system that ships with evenkeel. */
async function appFor(ships: boolean, folder: string | undefined) {
  if (ships) return undefined;
  if (folder !== undefined) return readApp(folder);
  throw usageFailure(
    'a game day boots the system: pass the cloud assembly of your app with --app, such as --app cdk.out',
  );
}

async function playGameDay(
  { plan, experiments, files, sound, scale, sign, ...boot }: GameDay,
  context: CommandContext,
): Promise<number> {
  const { terminal, signal } = context;
  const { system, seed, sabotage } = boot;
  const began = performance.now();
  const k6 = await obtainK6({ signal, onBuild: terminal.step });
  announce(plan, seed, sabotage, terminal);
  const startAt = atMinute(new Date(), plan.startMinute);
  const booted = await bootFor({ ...boot, speed: plan.speed, startAt }, context);
  const finished: FinishedRun[] = [];
  try {
    const { description, figures } = booted;
    for (const [index, experiment] of experiments.entries()) {
      const file = files[index] ?? '';
      const name = experiments.length === 1 ? plan.name : `${plan.name}-${experiment.name}`;
      const isLast = index === experiments.length - 1;
      const order = {
        experiment: plan.drill === true && isLast ? { ...experiment, drill: true } : experiment,
        provenAlarms: [...new Set(finished.flatMap(({ summary }) => summary.provenAlarms))],
        file,
        name,
        system,
        description,
        k6,
        seed,
        sound,
        sabotage,
        figures,
        scale,
        sign,
      };
      finished.push(await runOne(order, context));
    }
  } catch (error) {
    for (const run of finished) printVerdict(run, terminal);
    throw error;
  } finally {
    await booted.close();
  }
  return conclude(finished, began, context);
}

/** Plays the plan on both regions of its stage. */
async function playTwoRegions(
  day: Omit<RegionsDay, 'k6' | 'speed' | 'startAt'>,
  context: CommandContext,
): Promise<number> {
  const { plan, seed, sabotage } = day;
  const { terminal, signal } = context;
  const began = performance.now();
  const k6 = await obtainK6({ signal, onBuild: terminal.step });
  announce(plan, seed, sabotage, terminal);
  const startAt = atMinute(new Date(), plan.startMinute);
  return conclude(await playRegions({ ...day, k6, speed: plan.speed, startAt }, context), began, context);
}

function announce(
  { title }: Plan,
  seed: number,
  sabotage: Boot['sabotage'],
  terminal: CommandContext['terminal'],
): void {
  terminal.step(`${title}, seed ${seed}${sabotage === undefined ? '' : `, sabotaged: ${sabotage.culprit}`}`);
}

/** Prints the verdicts. Returns the exit code. */
function conclude(finished: readonly FinishedRun[], began: number, { terminal }: CommandContext): number {
  for (const run of finished) printVerdict(run, terminal);
  terminal.step(`done in ${Math.round((performance.now() - began) / 1000)} s`);
  const summaries = finished.map((run) => run.summary);
  terminal.json(summaries.length === 1 ? summaries[0] : { experiments: summaries });
  return worstOf(finished.map((run) => run.exitCode));
}

/** Options that a game day of two regions, which boots both of a stage that ships with evenkeel, does not have. */
function refuseForTwo(given: Readonly<Record<string, boolean>>): void {
  const refused = Object.keys(given).filter((option) => given[option] === true);
  if (refused.length === 0) return;
  throw usageFailure(
    `a game day of two regions has no ${refused.map((option) => `--${option}`).join(' and no ')}; leave it out`,
  );
}

/** The same hour, at the minute at which the plan starts its virtual clock. */
function atMinute(now: Date, minute: number): Date {
  const start = new Date(now);
  start.setUTCMinutes(minute, 0, 0);
  return start;
}

function refuseTooSlow(plan: Plan, experiments: readonly Experiment[]): void {
  const tooFast = experiments.filter((experiment) => experiment.minSpeed > plan.speed);
  if (tooFast.length === 0) return;
  const names = tooFast.map(({ name, minSpeed }) => `${name} (minSpeed ${minSpeed})`).join(', ');
  throw usageFailure(`the plan's speed ${plan.speed} is too slow for ${names}: raise \`speed\` in the plan`);
}

async function listSabotages(system: string | undefined, { terminal }: CommandContext): Promise<number> {
  const sabotages = sabotagesOf(await systemHere(system));
  for (const { name, culprit } of sabotages) terminal.print(`${name.padEnd(34)} ${culprit}`);
  terminal.json(
    sabotages.map(({ name, culprit, expectedCheck, experiment }) => ({ name, culprit, expectedCheck, experiment })),
  );
  return exitCodes.pass;
}

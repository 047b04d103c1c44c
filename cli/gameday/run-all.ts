import type { KeyObject } from 'node:crypto';
import { startFor } from '@evenkeel/chaos/runner';
import type { Experiment } from '@evenkeel/chaos/schemas';
import { obtainK6 } from '../../loadtests/entry.ts';
import type { CommandContext } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { type SoundApp, soundAppOf } from '../system/alarms.ts';
import { appBeside, readApp, shownIn } from '../system/app.ts';
import { attach, isUp, type TargetOptions, usedSystem } from '../system/attach.ts';
import { readClock } from '../system/clock.ts';
import { type FoundSystem, systemOf } from '../system/definition.ts';
import type { StartedSystem } from '../system/start.ts';
import { demandWritableCache } from '../system/writable-cache.ts';
import { type Boot, bootFor } from './boot.ts';
import { reportKilledRuns } from './killed-runs.ts';
import { demandOneRegion, demandSabotageOfOneRegion, readyExperiments } from './preflight.ts';
import { type FinishedRun, runOne, type RunOrder } from './run-one.ts';
import { chosenSabotage } from './sabotage.ts';
import { demandSpeed } from './speed.ts';
import { printVerdict, worstOf } from './verdict.ts';

/** Speed of a system that is booted for runs. */
export const SPEED = 20;

export interface Runs extends Omit<TargetOptions, 'ships'> {
  /** The experiments' files, in order. */
  readonly files: readonly string[];
  /** The definition's file, from the option `--definition`. */
  readonly definition: string | undefined;
  readonly seed: number;
  /** Name of the sabotage with which a system is booted for the run. A system that is already up is not used then. */
  readonly sabotage: string | undefined;
  /** Whether to send less load than an experiment asks for, if this machine cannot deliver it all. */
  readonly scale: boolean;
  /** URL of the DynamoDB for a system that is booted for the run; DynamoDB Local if undefined. */
  readonly dynamodbEndpoint: string | undefined;
  /** The private key that signs the journals, if any does. */
  readonly sign: KeyObject | undefined;
  /** Resource types that a system booted for the run does without. */
  readonly ignore?: readonly string[] | undefined;
}

/** What each run of a command needs, whichever experiment it plays. */
export type Prepared = Pick<
  RunOrder,
  'system' | 'description' | 'k6' | 'sound' | 'sabotage' | 'figures' | 'scale' | 'sign'
>;

/**
 * Runs experiments one after another: on the system that is up, or else on one booted for them.
 *
 * @throws CommandFailure exit 2 when the system's clock is too slow, or the system is of the wrong kind or may not be
 * sabotaged; nothing was started
 */
export async function runAll(runs: Runs, context: CommandContext): Promise<number> {
  const { files, seed } = runs;
  const { terminal } = context;
  const system = await systemOf(files, runs.definition);
  const ships = system?.ships ?? false;
  const read = async (sound: SoundApp) =>
    readyExperiments({
      files,
      system,
      alarms: sound.alarms,
      shown: ships ? undefined : await shownIn(sound.assembly),
    });
  return onSystem({ ...runs, system, id: runs.system }, read, context, async (experiments, prepared) => {
    const finished: FinishedRun[] = [];
    for (const [index, experiment] of experiments.entries()) {
      const run = await runOne(
        { ...prepared, experiment, name: experiment.name, file: files[index] ?? '', seed },
        context,
      );
      printVerdict(run, terminal);
      finished.push(run);
    }
    const summaries = finished.map(({ summary }) => summary);
    terminal.json(summaries.length === 1 ? summaries[0] : { experiments: summaries });
    return worstOf(finished.map(({ exitCode }) => exitCode));
  });
}

/**
 * Passes experiments and the system that they run on to `use`: the system that is up, or else one booted for them.
 *
 * @param read the experiments, once the alarms of the unmodified app are known
 * @throws CommandFailure exit 2, as `runAll` does; nothing was started
 */
export async function onSystem<Result>(
  runs: Omit<Runs, 'files' | 'definition' | 'system'> & {
    readonly system: FoundSystem | undefined;
    /** Id of the running system, from the option `--system`. */
    readonly id?: string | undefined;
  },
  read: (sound: SoundApp) => Promise<readonly Experiment[]>,
  context: CommandContext,
  use: (experiments: readonly Experiment[], prepared: Prepared) => Promise<Result>,
): Promise<Result> {
  const { system, seed, dynamodbEndpoint, stage, scale, sign } = runs;
  const { terminal, signal } = context;
  const sabotage = chosenSabotage(system, runs.sabotage);
  if (sabotage !== undefined && runs.target === 'aws') {
    throw usageFailure('--sabotage boots and breaks a system on this machine: leave out --target aws');
  }
  await demandSabotageOfOneRegion(sabotage, system);
  const { target, prefix, id } = runs;
  const wanted = { target, stage, prefix, system: id, app: runs.app, ships: system?.ships ?? false };
  const app = wanted.ships ? undefined : (runs.app ?? appBeside(system?.file));
  const isBooted = sabotage !== undefined || (await mustBoot(wanted, app));
  if (isBooted && !wanted.ships && app === undefined) throw usageFailure(withoutApp(sabotage?.name));
  await demandWritableCache();
  await reportKilledRuns(terminal.step);
  const [sound, k6] = await Promise.all([
    soundAppOf(isBooted ? { ...wanted, app } : wanted),
    obtainK6({ signal, onBuild: terminal.step }),
  ]);
  const experiments = await read(sound);
  demandOneRegion(experiments);
  const boot = { system, stage, sabotage, seed, dynamodbEndpoint, ignore: runs.ignore };
  const booted = isBooted ? await bootOne(boot, app, experiments[0], context) : undefined;
  try {
    const description = booted?.description ?? (await attach(wanted));
    if (booted === undefined) terminal.step(usedSystem(description));
    const { speed } = await readClock(description);
    await demandSpeed(experiments, { speed, target: runs.target, system });
    const figures = booted?.figures ?? {};
    return await use(experiments, { system, description, k6, sound, sabotage, figures, scale, sign });
  } finally {
    await booted?.close();
  }
}

function withoutApp(sabotage: string | undefined): string {
  const why = sabotage === undefined ? 'there is no app to boot' : `sabotage ${sabotage} breaks a copy of the app`;
  return `${why}: pass the cloud assembly of your app with --app, such as --app cdk.out`;
}

/**
 * An app given by `--app` is always booted. The system that ships with evenkeel, or an app next to its definition, is
 * booted only if it is not up yet.
 */
async function mustBoot(wanted: TargetOptions, app: string | undefined): Promise<boolean> {
  if (wanted.target === 'aws' || wanted.system !== undefined) return false;
  if (wanted.app !== undefined) return true;
  return (wanted.ships === true || app !== undefined) && !(await isUp(wanted));
}

async function bootOne(
  boot: Omit<Boot, 'app' | 'speed' | 'startAt'>,
  app: string | undefined,
  first: Experiment | undefined,
  context: CommandContext,
): Promise<StartedSystem> {
  const startAt = first === undefined ? new Date() : startFor(first, SPEED, new Date());
  return bootFor({ ...boot, app: app === undefined ? undefined : await readApp(app), speed: SPEED, startAt }, context);
}

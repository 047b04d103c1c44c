import { readExperiment, type Sabotage } from '../../chaos/index.ts';
import { obtainK6 } from '../../loadtests/entry.ts';
import type { CommandContext } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { soundAlarms } from '../system/alarms.ts';
import { attach, type TargetOptions } from '../system/attach.ts';
import { readClock } from '../system/clock.ts';
import { runningSystems } from '../system/registry.ts';
import { type StartedSystem, startSystem } from '../system/start.ts';
import { conduct } from './conduct.ts';
import { refusing } from './documents.ts';
import { putGoodsIn, warm } from './goods.ts';
import { broken } from './sabotage.ts';
import { printVerdict } from './verdict.ts';

const SPEED = 20;

export interface OneRun extends TargetOptions {
  /** The experiment's file. */
  readonly file: string;
  readonly seed: number;
  /** How the system is broken that is booted for the run; the one that is up is then left alone. */
  readonly sabotage?: Sabotage | undefined;
}

/**
 * One experiment on the system that is up, or else on one booted for it.
 *
 * @throws CommandFailure exit 2 when the system's clock is too slow for the experiment, or it is not ours to break
 */
export async function runOne(
  { file, target, stage, seed, sabotage }: OneRun,
  context: CommandContext,
): Promise<number> {
  if (sabotage !== undefined && target === 'aws') {
    throw usageFailure('--sabotage breaks a system that is booted for the run on this machine: leave out --target aws');
  }
  const alarms = await soundAlarms(stage);
  const experiment = await refusing(() => readExperiment(file, alarms));
  const k6 = await obtainK6({ signal: context.signal, onBuild: context.terminal.step });
  const boots = target === 'local' && (sabotage !== undefined || (await runningSystems()).length === 0);
  const booted = boots ? await bootOne({ stage, seed, sabotage }, context) : undefined;
  try {
    const system = booted?.description ?? (await attach({ target, stage }));
    const { speed } = await readClock(system);
    if (speed < experiment.minSpeed) {
      throw usageFailure(
        `${experiment.name} needs a virtual clock of speed ${experiment.minSpeed} or more, the system runs at ${speed}: evenkeel up --speed ${experiment.minSpeed}`,
      );
    }
    const run = await conduct(
      { experiment, name: experiment.name, system, k6, seed, alarms, sabotage, figures: booted?.figures ?? {} },
      context,
    );
    printVerdict(run, context.terminal);
    context.terminal.json(run.summary);
    return run.exitCode;
  } finally {
    await booted?.close();
  }
}

async function bootOne(
  { stage, seed, sabotage }: Pick<OneRun, 'stage' | 'seed' | 'sabotage'>,
  context: CommandContext,
): Promise<StartedSystem> {
  const booted = await startSystem({ stage, speed: SPEED, startAt: new Date(), seed, ...broken(sabotage) }, context);
  const { token } = await putGoodsIn(booted.description, context);
  await warm(booted.description, token, context);
  return booted;
}

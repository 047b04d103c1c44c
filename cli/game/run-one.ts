import { commerceOf, isCommerce, readExperiment, type Sabotage } from '../../chaos/index.ts';
import { obtainK6 } from '../../loadtests/entry.ts';
import type { CommandContext } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { soundAlarmsOf } from '../system/alarms.ts';
import { readApp } from '../system/app.ts';
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
 * One experiment on the system that is up, or else on one booted for it: the commerce system, or the app that is named.
 *
 * @throws CommandFailure exit 2 when the system's clock is too slow for the experiment, or it is of another kind, or
 *   not ours to break
 */
export async function runOne({ file, seed, sabotage, ...target }: OneRun, context: CommandContext): Promise<number> {
  if (sabotage !== undefined && (target.target === 'aws' || target.app !== undefined)) {
    throw usageFailure(
      '--sabotage breaks the commerce system, booted for the run on this machine: leave out --target aws and --app',
    );
  }
  const { system: kind } = await refusing(() => readExperiment(file));
  const wanted = { ...target, kind };
  const alarms = await soundAlarmsOf(wanted);
  const experiment = await refusing(() => readExperiment(file, alarms));
  const k6 = await obtainK6({ signal: context.signal, onBuild: context.terminal.step });
  const boots = sabotage !== undefined || (await mustBoot(wanted));
  const booted = boots ? await bootOne(wanted, { seed, sabotage }, context) : undefined;
  try {
    const system = booted?.description ?? (await attach(wanted));
    if (kind === 'commerce') commerceOf(system);
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

/** An app that is named is booted; the commerce system only where it is not up. */
async function mustBoot({ target, app, kind }: TargetOptions): Promise<boolean> {
  if (target === 'aws') return false;
  if (app !== undefined) return true;
  return kind === 'commerce' && !(await runningSystems()).some(isCommerce);
}

async function bootOne(
  { stage, app }: TargetOptions,
  { seed, sabotage }: Pick<OneRun, 'seed' | 'sabotage'>,
  context: CommandContext,
): Promise<StartedSystem> {
  const own = app === undefined ? undefined : await readApp(app);
  const booted = await startSystem(
    { stage, app: own, speed: SPEED, startAt: new Date(), seed, ...broken(sabotage) },
    context,
  );
  const { description } = booted;
  if (!isCommerce(description)) return booted;
  const { token } = await putGoodsIn(description, context);
  await warm(description, token, context);
  return booted;
}

import { readExperiments } from '@evenkeel/chaos';
import { startFor } from '@evenkeel/chaos/runner';
import type { Sabotage } from '@evenkeel/chaos/sabotage';
import { commerceOf, type Experiment, isCommerce } from '@evenkeel/chaos/schemas';
import { obtainK6 } from '../../loadtests/entry.ts';
import type { CommandContext } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { soundAlarmsOf } from '../system/alarms.ts';
import { readApp } from '../system/app.ts';
import { attach, type TargetOptions } from '../system/attach.ts';
import { readClock } from '../system/clock.ts';
import { runningSystems } from '../system/registry.ts';
import { type StartedSystem, startSystem } from '../system/start.ts';
import { orUsageFailure } from './documents.ts';
import { seedGoods, warm } from './goods.ts';
import { reportKilledRuns } from './killed-runs.ts';
import { type FinishedRun, runOne } from './run-one.ts';
import { sabotageOptions } from './sabotage.ts';
import { printVerdict, worstOf } from './verdict.ts';

const SPEED = 20;

export interface Runs extends TargetOptions {
  /** The experiments' files, in order. */
  readonly files: readonly string[];
  readonly seed: number;
  /** How to break the system that is booted for the run. The system that is already up is then left alone. */
  readonly sabotage: Sabotage | undefined;
  /** URL of the DynamoDB for a system that is booted for the run; DynamoDB Local where undefined. */
  readonly dynamodbEndpoint: string | undefined;
}

/**
 * Runs experiments one after another: on the system that is up, or else on one booted for them, which is the commerce
 * system or the app of `--app`.
 *
 * @throws CommandFailure exit 2 when the system's clock is too slow, or the system is of the wrong kind or may not be
 *   sabotaged: nothing is started then
 */
export async function runAll(runs: Runs, context: CommandContext): Promise<number> {
  const { files, seed, sabotage, dynamodbEndpoint, ...target } = runs;
  const { terminal, signal } = context;
  const wanted = { ...target, kind: await kindOf(files) };
  if (sabotage !== undefined) refuseUnlessBooted(wanted);
  await reportKilledRuns(terminal.step);
  const [alarms, k6] = await Promise.all([soundAlarmsOf(wanted), obtainK6({ signal, onBuild: terminal.step })]);
  const experiments = await readAll(files, alarms);
  const boots = sabotage !== undefined || (await mustBoot(wanted));
  const booted = boots
    ? await bootOne(wanted, { seed, sabotage, dynamodbEndpoint, first: experiments[0] }, context)
    : undefined;
  const figures = booted?.figures ?? {};
  try {
    const system = booted?.description ?? (await attach(wanted));
    if (wanted.kind === 'commerce') commerceOf(system);
    refuseTooSlow(experiments, (await readClock(system)).speed);
    const finished: FinishedRun[] = [];
    for (const [index, experiment] of experiments.entries()) {
      const { name } = experiment;
      const file = files[index] ?? '';
      const run = await runOne({ experiment, file, name, system, k6, seed, alarms, sabotage, figures }, context);
      printVerdict(run, terminal);
      finished.push(run);
    }
    const summaries = finished.map(({ summary }) => summary);
    terminal.json(summaries.length === 1 ? summaries[0] : { experiments: summaries });
    return worstOf(finished.map(({ exitCode }) => exitCode));
  } finally {
    await booted?.close();
  }
}

/** Only the commerce system that is booted for the run can be sabotaged. */
function refuseUnlessBooted({ target, app, kind }: TargetOptions): void {
  if (kind === 'custom') {
    throw usageFailure('--sabotage breaks the commerce system, but this experiment runs on a custom system');
  }
  if (target === 'aws' || app !== undefined) {
    throw usageFailure(
      '--sabotage boots and breaks the commerce system on this machine: leave out --target aws and --app',
    );
  }
}

/** All experiments run on one system, so they must be of one kind. */
async function kindOf(files: readonly string[]): Promise<Experiment['system']> {
  const kinds = new Set((await readAll(files)).map(({ system }) => system));
  const [kind = 'commerce', ...others] = kinds;
  if (others.length > 0) {
    throw usageFailure('experiments on the commerce system and on a custom system cannot be run together');
  }
  return kind;
}

/** Reports every problem of every file at once. */
async function readAll(files: readonly string[], alarms?: readonly string[]): Promise<Experiment[]> {
  return orUsageFailure(() => readExperiments(files, alarms));
}

function refuseTooSlow(experiments: readonly Experiment[], speed: number): void {
  const slow = experiments.filter(({ minSpeed }) => minSpeed > speed);
  if (slow.length === 0) return;
  const names = slow.map(({ name, minSpeed }) => `${name} needs ${minSpeed}`).join(', ');
  const needed = Math.max(...slow.map(({ minSpeed }) => minSpeed));
  throw usageFailure(
    `the system's virtual clock runs at speed ${speed}, which is too slow (${names}); start it with: evenkeel up --speed ${needed}`,
  );
}

/** An app given by `--app` is always booted, the commerce system only where it is not up yet. */
async function mustBoot({ target, app, kind }: TargetOptions): Promise<boolean> {
  if (target === 'aws') return false;
  if (app !== undefined) return true;
  return (
    kind === 'commerce' &&
    !(await runningSystems()).some(({ heldFor, system }) => heldFor === 'others' && isCommerce(system))
  );
}

async function bootOne(
  { stage, app }: TargetOptions,
  {
    seed,
    sabotage,
    dynamodbEndpoint,
    first,
  }: Omit<Runs, 'files' | keyof TargetOptions> & { readonly first: Experiment | undefined },
  context: CommandContext,
): Promise<StartedSystem> {
  const custom = app === undefined ? undefined : await readApp(app);
  const startAt = first === undefined ? new Date() : startFor(first, SPEED, new Date());
  const booted = await startSystem(
    {
      heldFor: 'its-runs',
      stage,
      app: custom,
      speed: SPEED,
      startAt,
      seed,
      dynamodbEndpoint,
      ...sabotageOptions(sabotage),
    },
    context,
  );
  const { description } = booted;
  if (!isCommerce(description)) return booted;
  const { token } = await seedGoods(description, context);
  await warm(description, token, context);
  return booted;
}

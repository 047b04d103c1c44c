import { commerceOf, type Experiment, isCommerce, readExperiments, startFor } from '../../chaos/index.ts';
import type { Sabotage } from '../../chaos/sabotage/index.ts';
import { obtainK6 } from '../../loadtests/entry.ts';
import type { CommandContext } from '../command.ts';
import { usageFailure } from '../failure.ts';
import { soundAlarmsOf } from '../system/alarms.ts';
import { readApp } from '../system/app.ts';
import { attach, type TargetOptions } from '../system/attach.ts';
import { readClock } from '../system/clock.ts';
import { runningSystems } from '../system/registry.ts';
import { type StartedSystem, startSystem } from '../system/start.ts';
import { type Conducted, conduct } from './conduct.ts';
import { refusing } from './documents.ts';
import { putGoodsIn, warm } from './goods.ts';
import { tellKilledRuns } from './killed-runs.ts';
import { broken } from './sabotage.ts';
import { printVerdict, worstOf } from './verdict.ts';

const SPEED = 20;

export interface Runs extends TargetOptions {
  /** The experiments' files, in order. */
  readonly files: readonly string[];
  readonly seed: number;
  /** How the system is broken that is booted for the run; the one that is up is then left alone. */
  readonly sabotage?: Sabotage | undefined;
}

/**
 * Experiments, one after the other, on the system that is up, or else on one booted for them: the commerce system, or
 * the app that is named.
 *
 * @throws CommandFailure exit 2 when the system's clock is too slow for one, or it is of another kind, or not ours to
 *   break: nothing is started then
 */
export async function runAll({ files, seed, sabotage, ...target }: Runs, context: CommandContext): Promise<number> {
  const { terminal, signal } = context;
  const wanted = { ...target, kind: await kindOf(files) };
  if (sabotage !== undefined) refuseUnlessBooted(wanted);
  await tellKilledRuns(terminal.step);
  const [alarms, k6] = await Promise.all([soundAlarmsOf(wanted), obtainK6({ signal, onBuild: terminal.step })]);
  const experiments = await readAll(files, alarms);
  const boots = sabotage !== undefined || (await mustBoot(wanted));
  const booted = boots ? await bootOne(wanted, { seed, sabotage, first: experiments[0] }, context) : undefined;
  try {
    const system = booted?.description ?? (await attach(wanted));
    if (wanted.kind === 'commerce') commerceOf(system);
    refuseTooSlow(experiments, (await readClock(system)).speed);
    const played: Conducted[] = [];
    for (const [index, experiment] of experiments.entries()) {
      const run = await conduct(
        {
          ...{ experiment, file: files[index] ?? '', name: experiment.name, system, k6, seed, alarms, sabotage },
          figures: booted?.figures ?? {},
        },
        context,
      );
      printVerdict(run, terminal);
      played.push(run);
    }
    const summaries = played.map(({ summary }) => summary);
    terminal.json(summaries.length === 1 ? summaries[0] : { experiments: summaries });
    return worstOf(played.map(({ exitCode }) => exitCode));
  } finally {
    await booted?.close();
  }
}

/** What is broken on purpose is the commerce system, booted for the run. */
function refuseUnlessBooted({ target, app, kind }: TargetOptions): void {
  if (kind === 'custom')
    throw usageFailure('--sabotage breaks the commerce system, and the experiment is on one of your own');
  if (target === 'aws' || app !== undefined) {
    throw usageFailure(
      '--sabotage breaks the commerce system, booted for the run on this machine: leave out --target aws and --app',
    );
  }
}

/** One system serves them all, so they must be of one kind. */
async function kindOf(files: readonly string[]): Promise<Experiment['system']> {
  const kinds = new Set((await readAll(files)).map(({ system }) => system));
  const [kind = 'commerce', ...others] = kinds;
  if (others.length > 0) throw usageFailure('experiments on the commerce system and on one of your own do not mix');
  return kind;
}

/** Every problem of every file at once. */
async function readAll(files: readonly string[], alarms?: readonly string[]): Promise<Experiment[]> {
  return refusing(() => readExperiments(files, alarms));
}

function refuseTooSlow(experiments: readonly Experiment[], speed: number): void {
  const slow = experiments.filter(({ minSpeed }) => minSpeed > speed);
  if (slow.length === 0) return;
  const names = slow.map(({ name, minSpeed }) => `${name} needs ${minSpeed}`).join(', ');
  const most = Math.max(...slow.map(({ minSpeed }) => minSpeed));
  throw usageFailure(
    `the system's virtual clock runs at speed ${speed}, which is too slow (${names}): evenkeel up --speed ${most}`,
  );
}

/** An app that is named is booted; the commerce system only where it is not up. */
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
  { seed, sabotage, first }: Pick<Runs, 'seed' | 'sabotage'> & { readonly first: Experiment | undefined },
  context: CommandContext,
): Promise<StartedSystem> {
  const own = app === undefined ? undefined : await readApp(app);
  const startAt = first === undefined ? new Date() : startFor(first, SPEED, new Date());
  const booted = await startSystem(
    { heldFor: 'its-runs', stage, app: own, speed: SPEED, startAt, seed, ...broken(sabotage) },
    context,
  );
  const { description } = booted;
  if (!isCommerce(description)) return booted;
  const { token } = await putGoodsIn(description, context);
  await warm(description, token, context);
  return booted;
}

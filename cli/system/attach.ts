import { type Experiment, isCommerce, type SystemDescription } from '../../chaos/schemas/index.ts';
import { usageFailure } from '../failure.ts';
import { type RunningSystem, runningSystems } from './registry.ts';

export interface TargetOptions {
  readonly target: 'local' | 'aws';
  readonly stage: string;
  /** Begins the names of a system of the user's own; `evenkeel-<stage>-` where absent. */
  readonly prefix?: string | undefined;
  /** Cloud assembly of a system of the user's own, which tells its prefix and stage. */
  readonly app?: string | undefined;
  /** Which of the systems that are up is meant, where the command knows. */
  readonly kind?: Experiment['system'] | undefined;
}

/**
 * The system a command works on: on this machine the one that `evenkeel up` holds, on AWS the stage's stacks.
 *
 * @throws CommandFailure exit 2 when there is none, or more than one to choose from
 */
export async function attach(options: TargetOptions): Promise<SystemDescription> {
  const wanted = await wantedOf(options);
  if (options.target === 'aws') return onAws(wanted);
  const [system, ...others] = (await systemsOf(wanted)).filter(({ heldFor }) => heldFor === 'others');
  if (system === undefined) throw noneUp(wanted);
  if (others.length > 0) {
    const held = [system, ...others].map((one) => whereIs(one.system));
    throw usageFailure(
      `${held.length} systems ${whatIs(wanted)} are up (${held.join(', ')}); end all but one, or choose by --prefix`,
    );
  }
  return system.system;
}

/**
 * Every system that fits, those too that a run holds for itself: what is armed in one is to be seen and stopped whoever
 * booted it.
 *
 * @throws CommandFailure exit 2 when there is none
 */
export async function attachEach(options: TargetOptions): Promise<readonly SystemDescription[]> {
  const wanted = await wantedOf(options);
  if (options.target === 'aws') return [await onAws(wanted)];
  const systems = await systemsOf(wanted);
  if (systems.length === 0) throw noneUp(wanted);
  return systems.map(({ system }) => system);
}

/** Names a system among several in what a command prints. */
export const whereIs = ({ prefix, pid }: SystemDescription): string => `${prefix}* in process ${String(pid)}`;

interface Wanted {
  readonly stage: string;
  readonly prefix: string | undefined;
  readonly kind: TargetOptions['kind'];
  readonly assembly?: string;
}

/** An app tells its stage and prefix. */
async function wantedOf({ stage, prefix, app, kind }: TargetOptions): Promise<Wanted> {
  if (app === undefined) return { stage, prefix, kind };
  const { readApp } = await import('./app.ts');
  const own = await readApp(app);
  return { stage: own.stage, prefix: prefix ?? own.prefix, kind, assembly: own.assembly };
}

async function onAws({ stage, prefix = `evenkeel-${stage}-`, ...app }: Wanted): Promise<SystemDescription> {
  const { describeAws } = await import('./describe-aws.ts');
  return describeAws({ stage, prefix, ...app });
}

async function systemsOf({ stage, prefix, kind }: Wanted): Promise<readonly RunningSystem[]> {
  return (await runningSystems())
    .filter(({ system }) => (prefix === undefined ? system.stage === stage : system.prefix === prefix))
    .filter(({ system }) => kind === undefined || isCommerce(system) === (kind === 'commerce'));
}

const whatIs = ({ stage, prefix, kind }: Wanted) =>
  prefix === undefined ? `of ${kind === 'custom' ? 'your own, ' : ''}stage ${stage}` : `${prefix}*`;

function noneUp(wanted: Wanted) {
  const start = `evenkeel up${wanted.kind === 'custom' ? ' --app cdk.out' : ''}`;
  return usageFailure(`no system ${whatIs(wanted)} is up on this machine; start one with: ${start}`);
}

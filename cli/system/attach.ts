import { type Experiment, isCommerce, type SystemDescription } from '@evenkeel/chaos/schemas';
import { usageFailure } from '../failure.ts';
import { type RunningSystem, runningSystems } from './registry.ts';

export interface TargetOptions {
  readonly target: 'local' | 'aws';
  readonly stage: string;
  /** Prefix of the resource names of a custom system; `evenkeel-<stage>-` by default. */
  readonly prefix?: string | undefined;
  /** Cloud assembly of a custom system, which defines its prefix and stage. */
  readonly app?: string | undefined;
  /** The kind of system that the command needs, if it matters. */
  readonly kind?: Experiment['system'] | undefined;
}

/**
 * Finds the system that a command works on: on this machine one started by `evenkeel up`, on AWS the stacks of the stage.
 *
 * @throws CommandFailure exit 2 if there is none, or more than one
 */
export async function attach(options: TargetOptions): Promise<SystemDescription> {
  const wanted = await wantedOf(options);
  if (options.target === 'aws') return onAws(wanted);
  const [system, ...others] = (await systemsOf(wanted)).filter(({ heldFor }) => heldFor === 'others');
  if (system === undefined) throw noneUp(wanted);
  if (others.length > 0) {
    const found = [system, ...others].map((one) => whereIs(one.system));
    throw usageFailure(
      `${found.length} systems ${whatIs(wanted)} are up (${found.join(', ')}); end all but one, or choose one with --prefix`,
    );
  }
  return system.system;
}

/**
 * Finds all matching systems, including those that runs booted for themselves: armed faults must be visible and can be
 * stopped in any system.
 *
 * @throws CommandFailure exit 2 if there is none
 */
export async function attachEach(options: TargetOptions): Promise<readonly SystemDescription[]> {
  const wanted = await wantedOf(options);
  if (options.target === 'aws') return [await onAws(wanted)];
  const systems = await systemsOf(wanted);
  if (systems.length === 0) throw noneUp(wanted);
  return systems.map(({ system }) => system);
}

/** Identifies a system among several in a command's output. */
export const whereIs = ({ prefix, pid }: SystemDescription): string => `${prefix}* in process ${String(pid)}`;

interface Wanted {
  readonly stage: string;
  readonly prefix: string | undefined;
  readonly kind: TargetOptions['kind'];
  readonly assembly?: string;
}

async function wantedOf({ stage, prefix, app, kind }: TargetOptions): Promise<Wanted> {
  if (app === undefined) return { stage, prefix, kind };
  const { readApp } = await import('./app.ts');
  const custom = await readApp(app);
  return { stage: custom.stage, prefix: prefix ?? custom.prefix, kind, assembly: custom.assembly };
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
  prefix === undefined ? `of ${kind === 'custom' ? 'your own in ' : ''}stage ${stage}` : `${prefix}*`;

function noneUp(wanted: Wanted) {
  const start = `evenkeel up${wanted.kind === 'custom' ? ' --app cdk.out' : ''}`;
  return usageFailure(`no system ${whatIs(wanted)} is up on this machine; start one with: ${start}`);
}

import { type Experiment, isCommerce, type SystemDescription } from '../../chaos/contract/index.ts';
import { usageFailure } from '../failure.ts';
import { runningSystems } from './registry.ts';

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
export async function attach({ target, stage, prefix, app, kind }: TargetOptions): Promise<SystemDescription> {
  const own = app === undefined ? undefined : await (await import('./app.ts')).readApp(app);
  const named = prefix ?? own?.prefix;
  if (target === 'aws') {
    const { describeAws } = await import('./describe-aws.ts');
    return describeAws(own ?? { stage, prefix: named ?? `evenkeel-${stage}-` });
  }
  const systems = (await runningSystems())
    .filter((system) => (named === undefined ? system.stage === stage : system.prefix === named))
    .filter((system) => kind === undefined || isCommerce(system) === (kind === 'commerce'));
  const what = named === undefined ? `of ${kind === 'own' ? 'your own, ' : ''}stage ${stage}` : `${named}*`;
  const [system, ...others] = systems;
  if (system === undefined) {
    throw usageFailure(
      `no system ${what} is up on this machine; start one with: evenkeel up${kind === 'own' ? ' --app cdk.out' : ''}`,
    );
  }
  if (others.length > 0) {
    const held = systems.map(({ pid, prefix: of }) => `${of}* in process ${String(pid)}`).join(', ');
    throw usageFailure(`${systems.length} systems ${what} are up (${held}); end all but one, or choose by --prefix`);
  }
  return system;
}

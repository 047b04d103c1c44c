import type { SystemDescription } from '../../chaos/contract/index.ts';
import { usageFailure } from '../failure.ts';
import { describeAws } from './describe-aws.ts';
import { runningSystems } from './registry.ts';

export interface TargetOptions {
  readonly target: 'local' | 'aws';
  readonly stage: string;
}

/**
 * The system a command works on: on this machine the one that `evenkeel up` holds, on AWS the stage's stacks.
 *
 * @throws CommandFailure exit 2 when there is none, or more than one to choose from
 */
export async function attach({ target, stage }: TargetOptions): Promise<SystemDescription> {
  if (target === 'aws') return describeAws(stage);
  const systems = (await runningSystems()).filter((system) => system.stage === stage);
  const [system, ...others] = systems;
  if (system === undefined) {
    throw usageFailure(`no system of stage ${stage} is up on this machine; start one with: evenkeel up`);
  }
  if (others.length > 0) {
    const held = systems.map(({ pid }) => String(pid)).join(', ');
    throw usageFailure(`${systems.length} systems of stage ${stage} are up (processes ${held}); end all but one`);
  }
  return system;
}

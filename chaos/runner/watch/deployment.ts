import { compareDeployment, type Design, type PartKind, readDeployment } from '../../deployment/index.ts';
import type { RunContext } from '../context.ts';

/** Compares the running system with its unmodified templates, and records every difference. */
export async function recordDeployment(
  { target, recorder, progress }: Pick<RunContext, 'target' | 'recorder' | 'progress'>,
  design: Design,
  when: 'start' | 'end',
): Promise<void> {
  const count = (kind: PartKind) => design.parts.filter((part) => part.kind === kind).length;
  const differences = compareDeployment(design, await readDeployment(target, design), target.system.prefix);
  if (when === 'start') for (const difference of differences) progress(`not as designed: ${difference}`);
  recorder.record({
    kind: 'deployment.compared',
    when,
    compared: {
      alarms: count('alarm'),
      filters: count('metric filter'),
      schedules: count('schedule'),
      dashboards: count('dashboard'),
      muteRules: count('mute rule'),
    },
    differences,
    omitted: [...design.omitted],
  });
}

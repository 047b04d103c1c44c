import { synthesize } from '../../infra/synthesize.ts';
import { assembliesDirectory } from '../places.ts';
import { usageFailure } from '../failure.ts';
import { alarmsOf, readApp } from './app.ts';
import { attach, type TargetOptions } from './attach.ts';

/** Names of the alarms that the sound template of a stage of the commerce system deploys, without the stage's prefix. */
export async function soundAlarms(stage: string): Promise<readonly string[]> {
  const { assembly } = await synthesize({ stage, cacheDirectory: assembliesDirectory() });
  return alarmsOf(assembly, `evenkeel-${stage}-`);
}

/**
 * Names of the alarms that the system which an experiment runs on must have, by its sound templates.
 *
 * @throws CommandFailure exit 2 where a system of the user's own is not known by its cloud assembly
 */
export async function soundAlarmsOf(target: TargetOptions): Promise<readonly string[]> {
  if (target.kind !== 'custom') return soundAlarms(target.stage);
  const folder = target.app ?? (await attach(target)).app;
  if (folder !== undefined) return (await readApp(folder)).alarms;
  throw usageFailure(
    'an experiment with `system: custom` is checked against the alarms of its app: name the cloud assembly by --app, such as cdk.out',
  );
}

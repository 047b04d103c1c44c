import { synthesize } from '../../infra/synthesize.ts';
import { assembliesDirectory } from '../places.ts';
import { usageFailure } from '../failure.ts';
import { alarmsOf, readApp } from './app.ts';
import { attach, type TargetOptions } from './attach.ts';

/** Names of the alarms in the unmodified templates of the system that ships with evenkeel, for a stage, without the stage's prefix. */
async function soundAlarms(stage: string): Promise<readonly string[]> {
  const { assembly } = await synthesize({ stage, cacheDirectory: assembliesDirectory() });
  return alarmsOf(assembly, `evenkeel-${stage}-`);
}

/**
 * Names of the alarms in the unmodified templates of the target system.
 *
 * @throws CommandFailure exit 2 if the cloud assembly of the user's own system is not known
 */
export async function soundAlarmsOf(target: TargetOptions): Promise<readonly string[]> {
  if (target.ships !== false) return soundAlarms(target.stage);
  const folder = target.app ?? (await attach(target)).app;
  if (folder !== undefined) return (await readApp(folder)).alarms;
  throw usageFailure(
    'an experiment on a system of your own is checked against the alarms of its app: pass the cloud assembly with --app, such as --app cdk.out',
  );
}

import { synthesize } from '../../infra/synthesize.ts';
import { assembliesDirectory } from '../places.ts';
import { alarmsOf } from './app.ts';

/** Names of the alarms that the sound template of a stage of the commerce system deploys, without the stage's prefix. */
export async function soundAlarms(stage: string): Promise<readonly string[]> {
  const { assembly } = await synthesize({ stage, cacheDirectory: assembliesDirectory() });
  return alarmsOf(assembly, `evenkeel-${stage}-`);
}

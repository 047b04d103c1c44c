import { isStage, type Stage, stageNamed } from '../../infra/stage.ts';
import { synthesize } from '../../infra/synthesize.ts';
import { usageFailure } from '../failure.ts';
import { assembliesDirectory } from '../places.ts';
import { alarmsOf, readApp } from './app.ts';
import { attach, type TargetOptions } from './attach.ts';

/** The unmodified templates of a system. */
export interface SoundApp {
  /** Folder of the cloud assembly. */
  readonly assembly: string;
  /** Names of the alarms, without the stage's prefix. */
  readonly alarms: readonly string[];
}

/**
 * Names a stage that a user chose of the system that ships with evenkeel.
 *
 * @throws CommandFailure exit 2 if it has no such stage, or its settings have mistakes
 */
export function chosenStage(stage: string): Stage {
  try {
    return stageNamed(stage);
  } catch (error) {
    const { message } = error as Error;
    throw usageFailure(isStage(stage) ? message : `${message}. For a system of your own, pass --app cdk.out`, error);
  }
}

/**
 * Folder of the cloud assembly of the system that ships with evenkeel.
 *
 * @param tracing replaces the stage's own
 * @throws if it has no such stage
 */
export async function shippedTemplates(stage: string, tracing?: Stage['tracing']): Promise<string> {
  return (await synthesize({ stage, tracing, cacheDirectory: assembliesDirectory() })).assembly;
}

/** The templates of the system that ships with evenkeel, for a stage. */
async function shippedApp(stage: string): Promise<SoundApp> {
  const assembly = await shippedTemplates(stage);
  return { assembly, alarms: await alarmsOf(assembly, `evenkeel-${stage}-`) };
}

/**
 * The unmodified templates of the target system.
 *
 * @throws CommandFailure exit 2 if the cloud assembly of the user's own system is not known
 */
export async function soundAppOf(target: TargetOptions): Promise<SoundApp> {
  if (target.ships !== false) return shippedApp(target.stage);
  const folder = target.app ?? (await attach(target)).app;
  if (folder !== undefined) {
    const { assembly, alarms } = await readApp(folder);
    return { assembly, alarms };
  }
  throw usageFailure(
    'the alarms of a system of your own are compared with those of its app: pass the cloud assembly with --app, such as --app cdk.out',
  );
}

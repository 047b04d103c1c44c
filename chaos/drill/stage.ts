import { type Control, type Holder, holdStage, type IsGone } from '../control/index.ts';
import { drillAlarms, type DrillOptions, type DrillReport } from './drill.ts';

/**
 * Drills every alarm of a stage, and keeps runs of experiments off the stage meanwhile.
 *
 * @throws StageInUseError naming the run that holds the stage; nothing was written
 */
export async function drillStage(
  options: DrillOptions & { readonly target: Control },
  holder: Holder,
  isGone: IsGone,
): Promise<DrillReport> {
  const held = await holdStage(options.target, holder, isGone);
  try {
    return await drillAlarms({ ...options, signal: AbortSignal.any([options.signal, held.ended]) });
  } finally {
    await held.release();
  }
}

/** Whether the judged run of the reconciler ended without its work done because something it needs was absent. */
import type { Journal, RunEvent } from '../schemas/index.ts';
import { type Absence, absencesIn, isMaterial, touching, unlessAbsent } from './absence.ts';
import type { CheckResult } from './checker.ts';
import { isDrifted, judgedRunEnd } from './judged-run.ts';

/** A run that ended in one of these ways claims to have done all of its work. */
const DONE: readonly string[] = ['clean', 'repaired', 'drift'];

export function isReconcilerDisturbed(events: readonly RunEvent[], journal: Pick<Journal, 'experiment'>): boolean {
  return disturbances(events, journal).length > 0;
}

/** Turns a violation into `unknown` if the reconciler was disturbed. */
export function unlessReconcilerDisturbed(
  result: CheckResult,
  events: readonly RunEvent[],
  journal: Pick<Journal, 'experiment'>,
): CheckResult {
  return unlessAbsent(result, disturbances(events, journal), undefined);
}

function disturbances(events: readonly RunEvent[], journal: Pick<Journal, 'experiment'>): Absence[] {
  const end = judgedRunEnd(events, journal);
  const drifted = events.findLast(isDrifted);
  if (drifted === undefined || DONE.includes(end?.outcome ?? '')) return [];
  const toMs = end?.elapsedMs ?? Number.POSITIVE_INFINITY;
  return touching(absencesIn(events).filter(isMaterial), { fromMs: drifted.elapsedMs, toMs });
}

/** Reads and clears a stage: for `chaos status`, `chaos stop`, and the start of each run. */
import type { ArmedFault } from '../schemas/index.ts';
import { disarm, faultsAmong, type StandingFault } from './armed.ts';
import { type DriftRecord, type OpenDefinition, recordsAmong, undoDrift } from './drift-records.ts';
import { forgetLeaseEnds } from './lease.ts';
import { isHeld, type IsGone, type Lock, readLock, releaseLock, requestStop } from './lock.ts';
import { type Control, controlItems } from './table.ts';

export interface StageState {
  /** Target's time at which this was read. */
  readonly at: string;
  readonly armed: readonly (StandingFault & {
    /** Real seconds until its lease ends; 0 when it has ended. */
    readonly secondsLeft: number;
    readonly expired: boolean;
  })[];
  readonly holder: (Lock & { readonly alive: boolean }) | undefined;
  readonly drift: readonly DriftRecord[];
}

export async function readStage(control: Control, isGone: IsGone): Promise<StageState> {
  const [items, lock] = await Promise.all([controlItems(control), readLock(control)]);
  const { clock } = control;
  const now = clock.now();
  return {
    at: now.toISOString(),
    armed: faultsAmong(items).map((fault) => {
      const left = Date.parse(fault.until) - now.getTime();
      return { ...fault, secondsLeft: Math.max(0, left / 1000 / clock.speed), expired: left <= 0 };
    }),
    holder: lock === undefined ? undefined : { ...lock, alive: await isHeld(lock, control, isGone) },
    drift: recordsAmong(items),
  };
}

interface Cleared {
  readonly faults: readonly ArmedFault[];
  /** Drift that was still there and was undone. */
  readonly drift: readonly DriftRecord[];
}

/**
 * Disarms every fault of the stage, deletes the schedules of their leases, and undoes seeded drift.
 *
 * @param open opens the system's definition, if there is drift to undo
 */
export async function clearStage(control: Control, open: OpenDefinition): Promise<Cleared> {
  const items = await controlItems(control);
  const faults = faultsAmong(items);
  await Promise.all(faults.map(({ faultId }) => disarm(control, faultId)));
  await forgetLeaseEnds(control);
  const drift = await undoDrift(control, open, recordsAmong(items));
  return { faults, drift };
}

/** What a killed run left behind, in lines of text; empty if it left nothing. */
export function describeLeftBehind(predecessor: Lock | undefined, { faults, drift }: Cleared): string[] {
  const lines: string[] = [];
  if (predecessor !== undefined) {
    const { run, experiment, by, pid, directory } = predecessor;
    lines.push(`run ${run} of ${experiment} by ${by} was killed (process ${pid}); its directory is ${directory}`);
  }
  if (faults.length > 0) lines.push(`disarmed leftover faults: ${faults.map(({ faultId }) => faultId).join(', ')}`);
  if (drift.length > 0) {
    lines.push(`undid leftover drift: ${drift.map(({ driftId, key }) => `${driftId} on ${key}`).join(', ')}`);
  }
  return lines;
}

export interface Stopped extends Cleared {
  /** The run that was asked to end, or, if its process was gone, the run whose lock was removed. */
  readonly holder: (Lock & { readonly alive: boolean }) | undefined;
}

/**
 * Ends everything on the stage at once, no matter which run armed it. The run that holds the stage is asked to end, and cannot arm
 * any more faults.
 */
export async function stopStage(
  control: Control,
  open: OpenDefinition,
  { by, isGone }: { readonly by: string; readonly isGone: IsGone },
): Promise<Stopped> {
  const lock = await requestStop(control, { by, at: control.clock.now().toISOString() });
  const cleared = await clearStage(control, open);
  if (lock === undefined) return { ...cleared, holder: undefined };
  const alive = await isHeld(lock, control, isGone);
  if (!alive) await releaseLock(control, lock);
  return { ...cleared, holder: { ...lock, alive } };
}

/** What holds a stage and what is armed in it: `chaos status` and `chaos stop`. */
import type { Stores } from '../../stores/index.ts';
import { faultsAmong, type StandingFault } from './armed.ts';
import { type DriftRecord, recordsAmong } from './drift-records.ts';
import { clearStage, type Cleared } from './left-behind.ts';
import { isHeld, type IsGone, type Lock, readLock, releaseLock, requestStop } from './lock.ts';
import { type Control, controlItems } from './table.ts';

export interface StageState {
  /** Target's time at which this was read. */
  readonly at: string;
  readonly armed: readonly (StandingFault & {
    /** Real seconds that its lease has left; 0 when it has ended. */
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

export interface Stopped extends Cleared {
  /** The run that was told to end, or, where its process was gone, whose lock was lifted. */
  readonly holder: (Lock & { readonly alive: boolean }) | undefined;
}

/**
 * Ends everything on the stage at once, whoever armed it: the run that holds it can arm nothing from now on, and is
 * told to end.
 */
export async function stopStage(
  control: Control,
  stores: Stores | undefined,
  { by, isGone }: { readonly by: string; readonly isGone: IsGone },
): Promise<Stopped> {
  const lock = await requestStop(control, { by, at: control.clock.now().toISOString() });
  const cleared = await clearStage(control, stores);
  if (lock === undefined) return { ...cleared, holder: undefined };
  const alive = await isHeld(lock, control, isGone);
  if (!alive) await releaseLock(control, lock);
  return { ...cleared, holder: { ...lock, alive } };
}

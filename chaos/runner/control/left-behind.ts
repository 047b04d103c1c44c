/** What stands in a stage that nobody takes care of any more, and its removal. */
import type { ArmedFault } from '../../schemas/index.ts';
import type { Stores } from '../../stores/index.ts';
import { undoDrift } from '../drift.ts';
import { disarm, faultsAmong } from './armed.ts';
import { type DriftRecord, recordsAmong } from './drift-records.ts';
import { forgetLeaseEnds } from './lease.ts';
import type { Lock } from './lock.ts';
import { type Control, controlItems } from './table.ts';

export interface Cleared {
  readonly faults: readonly ArmedFault[];
  /** Drift that was still there and was put back. */
  readonly drift: readonly DriftRecord[];
}

/**
 * Disarms every fault of the stage, deletes the schedules of their leases, and puts seeded drift back.
 *
 * @param stores undefined where the system's stores are not known: drift cannot have been seeded then
 */
export async function clearStage(control: Control, stores: Stores | undefined): Promise<Cleared> {
  const items = await controlItems(control);
  const faults = faultsAmong(items);
  await Promise.all(faults.map(({ faultId }) => disarm(control, faultId)));
  await forgetLeaseEnds(control);
  const drift = stores === undefined ? [] : await undoDrift(control, stores, recordsAmong(items));
  return { faults, drift };
}

/** Says what a killed run had left, a line each; nothing where nothing was found. */
export function describeLeftBehind(predecessor: Lock | undefined, { faults, drift }: Cleared): string[] {
  const lines: string[] = [];
  if (predecessor !== undefined) {
    const { run, experiment, by, pid, directory } = predecessor;
    lines.push(`run ${run} of ${experiment} by ${by} was killed (process ${pid}); its directory is ${directory}`);
  }
  if (faults.length > 0) lines.push(`disarmed what was left: ${faults.map(({ faultId }) => faultId).join(', ')}`);
  if (drift.length > 0) {
    lines.push(`put back drift that was left: ${drift.map(({ driftId, key }) => `${driftId} on ${key}`).join(', ')}`);
  }
  return lines;
}

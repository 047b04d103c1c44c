import { driftKinds } from '../drift/index.ts';
import type { DriftKind, SystemDefinition } from '../system/index.ts';

/** The kinds of drift that experiments on the system can name: those of the system's own, then the generic ones. */
export function driftKindsOf(system: Pick<SystemDefinition, 'drift'> | undefined): readonly DriftKind<never>[] {
  const own = system?.drift ?? [];
  return [...own, ...driftKinds.filter(({ kind }) => own.every((one) => one.kind !== kind))];
}

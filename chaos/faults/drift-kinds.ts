import { driftKinds } from '../drift/index.ts';
import type { SystemDefinition } from '../system/index.ts';

/** A kind of drift, whatever its parameters. */
export type AnyDriftKind = NonNullable<SystemDefinition['drift']>[number];

/** The kinds of drift that experiments on the system can name: those of the system's own, then the generic ones. */
export function driftKindsOf(system: Pick<SystemDefinition, 'drift'> | undefined): readonly AnyDriftKind[] {
  const own = system?.drift ?? [];
  return [...own, ...driftKinds.filter(({ kind }) => own.every((one) => one.kind !== kind))];
}

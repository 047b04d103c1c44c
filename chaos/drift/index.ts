/** Faults in the stores: the runner seeds them, and no function bundles them. Each kind has a file of its own. */
import * as z from 'zod';
import { HarnessError } from '../errors.ts';
import type { DriftKind, DriftStores, OpenedSystem, SystemDefinition } from '../system/index.ts';
import { fieldChanged } from './field-changed.ts';
import { rowDuplicated } from './row-duplicated.ts';
import { rowLost } from './row-lost.ts';
import { rowOrphaned } from './row-orphaned.ts';
import { staleCopy } from './stale-copy.ts';
import { stateRewound } from './state-rewound.ts';

export { atRest } from './at-rest.ts';

/** The kinds that any writable view can have. */
const driftKinds: readonly DriftKind<never>[] = [
  fieldChanged,
  rowLost,
  rowOrphaned,
  rowDuplicated,
  stateRewound,
  staleCopy,
];

/** The kinds of drift that experiments on the system can name: first the system's own, then the generic ones. */
export function driftKindsOf(system: Pick<SystemDefinition, 'drift'> | undefined): readonly DriftKind<never>[] {
  const own = system?.drift ?? [];
  return [...own, ...driftKinds.filter(({ kind }) => own.every((one) => one.kind !== kind))];
}

/** @throws HarnessError when the system has no such kind */
export function driftKindNamed(system: Pick<SystemDefinition, 'drift'>, name: string): DriftKind<never> {
  const found = driftKindsOf(system).find(({ kind }) => kind === name);
  if (found === undefined) throw new HarnessError(`there is no drift of kind ${name}`);
  return found;
}

const Parameters = z.looseObject({ kind: z.string() });

/** The kind that the parameters of a fault name, with the other parameters. */
export function driftOf(
  system: Pick<SystemDefinition, 'drift'>,
  parameters: unknown,
): { readonly kind: DriftKind<never>; readonly given: never } {
  const { kind: name, ...others } = Parameters.parse(parameters);
  const kind = driftKindNamed(system, name);
  return { kind, given: (kind.parameters ?? z.strictObject({})).parse(others) as never };
}

/** What drift is written with. */
export function driftStoresOf({ views, reconciliation, connection }: OpenedSystem): DriftStores {
  return {
    view(name) {
      const view = views.get(name);
      if (view !== undefined) return view;
      throw new HarnessError(`there is no view ${name}; the views are: ${[...views.keys()].join(', ')}`);
    },
    reconciliation,
    connection,
  };
}

/** Faults of the stores: seeded by the runner, never bundled into a function. */
import * as z from 'zod';
import { HarnessError } from '../../errors.ts';
import type { Drift } from './drift.ts';
import { orphanPayment } from './orphan-payment.ts';
import { priceCopyChanged } from './price-copy-changed.ts';
import { priceCopyDoubled } from './price-copy-doubled.ts';
import { reservationLost } from './reservation-lost.ts';

export type { Drift, PreImage } from './drift.ts';

export const drifts = [priceCopyChanged, priceCopyDoubled, reservationLost, orphanPayment] as const;

/** Parameters of the fault `store-drift`: the kind of drift. */
export const DriftParameters = z.strictObject({ kind: z.enum(drifts.map(({ kind }) => kind)) });

/** The drift that a record or the parameters of a fault name by its `kind`. */
export function driftOf({ kind }: { readonly kind?: unknown }): Drift {
  const parsed = DriftParameters.parse({ kind });
  const drift = drifts.find((candidate) => candidate.kind === parsed.kind);
  if (drift === undefined) throw new HarnessError(`There is no drift of kind ${parsed.kind}.`);
  return drift;
}

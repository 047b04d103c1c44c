/** Faults of the stores: written by the runner, never bundled into a function. */
import * as z from 'zod';
import { orphanPayment } from './orphan-payment.ts';
import { priceCopyChanged } from './price-copy-changed.ts';
import { priceCopyDoubled } from './price-copy-doubled.ts';
import { reservationLost } from './reservation-lost.ts';

export type { Drift, PreImage } from './drift.ts';

export const drifts = [priceCopyChanged, priceCopyDoubled, reservationLost, orphanPayment] as const;

/** Parameters of the fault `store-drift`: which of the drifts. */
export const DriftParameters = z.strictObject({ kind: z.enum(drifts.map(({ kind }) => kind)) });

/** Kinds of drift that only the shop has. Each has a file of its own. */
import type { DriftKind } from '@evenkeel/chaos';
import { orphanPayment } from './orphan-payment.ts';
import { priceCopyChanged } from './price-copy-changed.ts';
import { priceCopyDoubled } from './price-copy-doubled.ts';
import { replicaOverwritten } from './replica-overwritten.ts';
import { reservationLost } from './reservation-lost.ts';

export const drift: readonly DriftKind<never>[] = [
  priceCopyChanged,
  priceCopyDoubled,
  reservationLost,
  orphanPayment,
  replicaOverwritten,
];

import type { DriftKind } from '@evenkeel/chaos';
import { DriftError } from '../errors.ts';
import { updateItem } from './items.ts';
import { planRaise, raisedPrice, raiseOf } from './price-change.ts';

/** Enough to show on a bill. */
const RAISED_BY_CENTS = 100;

/** A price in checkout's list no longer equals the catalog's. */
export const priceCopyChanged: DriftKind<never> = {
  ...raisedPrice,
  kind: 'price-copy-changed',
  summary: "A price in checkout's list differs from the catalog's, under the same version.",
  async seed({ key, stores: { connection }, keep }) {
    const raise = await planRaise(connection, key, RAISED_BY_CENTS, keep);
    const update = raiseOf(connection, raise);
    if (!(await updateItem(connection, update))) {
      throw new DriftError(
        `the price of ${key} in ${update.TableName} was changed by another write while drift was being seeded`,
      );
    }
    return {
      description: `price of ${key} in checkout's list raised by ${RAISED_BY_CENTS} cents to ${raise.raisedCents}`,
      consequences: [],
    };
  },
};

import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { DriftKind } from '@evenkeel/chaos';
import { otherRegionOf } from '../clients.ts';
import { DriftError } from '../errors.ts';
import { getItem, tableOf } from './items.ts';
import { planRaise, raisedPrice, raiseOf } from './price-change.ts';

/** Enough to show on a bill. */
const RAISED_BY_CENTS = 200;

/** Real time in which a write must have been replicated. */
const ARRIVES_MS = 30_000;
const POLL_MS = 100;

/** A stray write to the other region's replica of a price replaces the one in the home region, because the last writer wins. */
export const replicaOverwritten: DriftKind<never> = {
  ...raisedPrice,
  kind: 'replica-overwritten',
  summary: "A write in the other region replaces a price in the home region's list, because the last writer wins.",
  async seed({ key, stores: { connection }, keep }) {
    const other = otherRegionOf(connection);
    if (other === undefined) throw new DriftError('the drift replica-overwritten needs a stage of two regions');
    const table = tableOf(connection, 'checkout-prices');
    const raise = await planRaise(connection, key, RAISED_BY_CENTS, keep);
    await other.send(new UpdateItemCommand(raiseOf(connection, raise)));
    const isHere = async (): Promise<boolean> => {
      const { unitPriceCents } = await getItem(connection, table, { sku: { S: key } });
      return unitPriceCents?.N === String(raise.raisedCents);
    };
    const began = performance.now();
    while (!(await isHere())) {
      if (performance.now() - began > ARRIVES_MS)
        throw new DriftError(`the price of ${key} that was written in the other region does not arrive in ${table}`);
      await sleep(POLL_MS);
    }
    return {
      description: `price of ${key} raised by ${RAISED_BY_CENTS} cents to ${raise.raisedCents} in the other region, which replaces it here`,
      consequences: [],
    };
  },
};

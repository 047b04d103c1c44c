import * as z from 'zod/mini';
import { stepFault } from '../fault.ts';
import { atPlace } from '../place.ts';
import { milliseconds } from '../step/duration.ts';

/** The record or event reaches its handler late, and delays everything behind it in its batch. */
export const delayedDelivery = stepFault({
  name: 'delayed-delivery',
  summary: 'A record or event reaches its handler late, by a number of milliseconds.',
  parameters: z.strictObject({ ...atPlace, ms: milliseconds }),
  needs: ['delivery'],
  hooks: ({ ms, ...place }) => ({
    place,
    effect: () => 'delays',
    stalls: true,
    delivery: async (hit, deliver) => {
      if (await hit.strike('delivery')) await hit.sleep(ms);
      await deliver();
    },
  }),
});

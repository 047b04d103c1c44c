import * as z from 'zod/mini';
import { stepFault } from '../fault.ts';
import { atPlace } from '../place.ts';
import { milliseconds } from '../step/duration.ts';

/** The record or event reaches its handler late, and what comes after it in its batch later still. */
export const delayedDelivery = stepFault({
  name: 'delayed-delivery',
  summary: 'A record or event reaches its handler so many milliseconds late.',
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

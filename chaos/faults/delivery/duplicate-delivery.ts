import * as z from 'zod/mini';
import { stepFault } from '../fault.ts';
import { atPlace } from '../place.ts';

/** The record or event reaches its handler more than once, as at-least-once delivery allows. */
export const duplicateDelivery = stepFault({
  name: 'duplicate-delivery',
  summary: 'A record or event reaches its handler twice, or the given number of times; the last answer counts.',
  parameters: z.strictObject({ ...atPlace, times: z._default(z.int().check(z.gte(2), z.lte(10)), 2) }),
  needs: ['delivery'],
  hooks: ({ times, ...place }) => ({
    place,
    effect: () => 'delays',
    delivery: async (hit, deliver) => {
      const deliveries = (await hit.strike('delivery')) ? times : 1;
      for (let delivery = 0; delivery < deliveries; delivery += 1) await deliver();
    },
  }),
});

import * as z from 'zod/mini';
import { stepFault } from '../fault.ts';
import { atPlace } from '../place.ts';

/** The record or event never reaches its handler, but its sender believes that it did. */
export const lostEvent = stepFault({
  name: 'lost-event',
  summary: 'A record or event is lost: its handler never receives it, but its sender believes that it was handled.',
  parameters: z.strictObject(atPlace),
  needs: ['delivery'],
  hooks: (place) => ({
    place,
    effect: () => 'strands',
    delivery: async (hit, deliver) => {
      if (!(await hit.strike('delivery'))) await deliver();
    },
  }),
});

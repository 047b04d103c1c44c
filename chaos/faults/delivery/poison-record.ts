import * as z from 'zod/mini';
import { stepFault } from '../fault.ts';
import { atPlace, effectOfFailure } from '../place.ts';
import { crashing } from './crash.ts';

/** The function crashes on the record before its handler sees it; a batch fails whole, as it does in a crash. */
export const poisonRecord = stepFault({
  name: 'poison-record',
  summary: 'A record crashes the function that it is delivered to, and the whole batch with it.',
  parameters: z.strictObject(atPlace),
  needs: ['delivery'],
  hooks: (place) => ({
    place,
    effect: effectOfFailure(place.step),
    stalls: true,
    delivery: crashing(`Injected poison record in ${place.service} ${place.step}.`),
  }),
});

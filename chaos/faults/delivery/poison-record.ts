import * as z from 'zod/mini';
import { stepFault } from '../fault.ts';
import { atPlace, effectOfFailure } from '../place.ts';
import { crashing } from './crash.ts';

/** The function crashes on the record before its handler sees it. As in any crash, the whole batch fails. */
export const poisonRecord = stepFault({
  name: 'poison-record',
  summary: 'A record crashes the function that receives it, so that its whole batch fails.',
  parameters: z.strictObject(atPlace),
  needs: ['delivery'],
  hooks: (place) => ({
    place,
    effect: effectOfFailure,
    stalls: true,
    crashes: true,
    delivery: crashing(`injected poison record in ${place.service} ${place.step}`),
  }),
});

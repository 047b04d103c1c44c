import * as z from 'zod/mini';
import { stepFault } from '../fault.ts';
import { crashing } from './crash.ts';

/** Alarms change state as usual, but the function that they run crashes. */
export const alarmActionFails = stepFault({
  name: 'alarm-action-fails',
  summary: 'The function that alarms run crashes: an alarm shows on the dashboard, but nothing acts on it.',
  parameters: z.strictObject({}),
  needs: ['delivery'],
  hooks: () => ({
    place: { service: 'transactions', step: 'alarm' },
    effect: () => 'delays',
    delivery: crashing("Injected: the alarms' action fails."),
  }),
});

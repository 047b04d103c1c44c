import * as z from 'zod/mini';
import { stepFault } from '../fault.ts';
import { crashing } from './crash.ts';

/** Alarms change their state, and what they ought to set going crashes. */
export const alarmActionFails = stepFault({
  name: 'alarm-action-fails',
  summary: 'The function that alarms run crashes: an alarm is seen on the dashboard, and nothing follows from it.',
  parameters: z.strictObject({}),
  needs: ['delivery'],
  hooks: () => ({
    place: { service: 'transactions', step: 'alarm' },
    effect: () => 'delays',
    delivery: crashing("Injected: the alarms' action fails."),
  }),
});

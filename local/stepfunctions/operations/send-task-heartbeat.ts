import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import type { StepFunctions } from '../step-functions.ts';
import { taskToken } from './send-task-success.ts';

export const sendTaskHeartbeat = defineOperation({
  name: 'SendTaskHeartbeat',
  input: z.object({ taskToken }),
  permissions: () => [{ action: 'states:SendTaskHeartbeat', resource: '*' }],
  run({ taskToken: token }, { callbacks }: StepFunctions) {
    callbacks.beat(token);
  },
});

import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import type { StepFunctions } from '../step-functions.ts';
import { taskToken } from './send-task-success.ts';

export const sendTaskFailure = defineOperation({
  name: 'SendTaskFailure',
  input: z.object({ taskToken, error: z.string().max(256).default(''), cause: z.string().max(32_768).default('') }),
  permissions: () => [{ action: 'states:SendTaskFailure', resource: '*' }],
  run({ taskToken: token, error, cause }, { callbacks }: StepFunctions) {
    callbacks.fail(token, error, cause);
  },
});

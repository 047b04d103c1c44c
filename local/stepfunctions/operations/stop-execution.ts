import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { executionOfStandard, type StepFunctions } from '../step-functions.ts';
import { seconds } from './describe.ts';

export const stopExecution = defineOperation({
  name: 'StopExecution',
  input: z.object({
    executionArn: z.string(),
    error: z.string().max(256).optional(),
    cause: z.string().max(32_768).optional(),
  }),
  permissions: ({ executionArn }) => [{ action: 'states:StopExecution', resource: executionArn }],
  async run({ executionArn, error, cause }, { executions }: StepFunctions) {
    const execution = executionOfStandard(executions.get(executionArn));
    execution.stop(error, cause);
    await execution.ended;
    return { stopDate: seconds(execution.stoppedAt) };
  },
});

import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import type { StepFunctions } from '../step-functions.ts';
import { seconds } from './describe.ts';

export const executionName = z.string().min(1).max(80);

export const startExecution = defineOperation({
  name: 'StartExecution',
  input: z.object({
    stateMachineArn: z.string(),
    name: executionName.optional(),
    input: z.string().default('{}'),
  }),
  permissions: ({ stateMachineArn }) => [{ action: 'states:StartExecution', resource: stateMachineArn }],
  run({ stateMachineArn, name, input }, stepFunctions: StepFunctions) {
    const { arn, startedAt } = stepFunctions.start(stateMachineArn, input, name);
    return { executionArn: arn, startDate: seconds(startedAt) };
  },
});

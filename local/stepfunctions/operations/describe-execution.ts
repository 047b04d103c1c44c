import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { executionOfStandard, type StepFunctions } from '../step-functions.ts';
import { summarised } from './describe.ts';

export const describeExecution = defineOperation({
  name: 'DescribeExecution',
  input: z.object({ executionArn: z.string() }),
  permissions: ({ executionArn }) => [{ action: 'states:DescribeExecution', resource: executionArn }],
  run({ executionArn }, { executions }: StepFunctions) {
    const execution = executionOfStandard(executions.get(executionArn));
    const { input, output, error, cause } = execution;
    return {
      ...summarised(execution),
      input,
      inputDetails: { included: true },
      output,
      ...(output !== undefined && { outputDetails: { included: true } }),
      error,
      cause,
      redriveCount: 0,
    };
  },
});

import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import type { StepFunctions } from '../step-functions.ts';
import { seconds } from './describe.ts';
import { executionName } from './start-execution.ts';

/** Starts an Express execution and waits for its end. */
export const startSyncExecution = defineOperation({
  name: 'StartSyncExecution',
  input: z.object({
    stateMachineArn: z.string(),
    name: executionName.optional(),
    input: z.string().default('{}'),
  }),
  permissions: ({ stateMachineArn }) => [{ action: 'states:StartSyncExecution', resource: stateMachineArn }],
  async run({ stateMachineArn, name, input }, stepFunctions: StepFunctions) {
    if (stepFunctions.machines.get(stateMachineArn).type !== 'EXPRESS') {
      const message = `This operation is not supported by this type of state machine: '${stateMachineArn}'`;
      throw new AwsError('StateMachineTypeNotSupported', message);
    }
    const execution = stepFunctions.start(stateMachineArn, input, name);
    await execution.ended;
    const { arn, startedAt, stoppedAt, status, output, error, cause } = execution;
    return {
      executionArn: arn,
      stateMachineArn,
      name: execution.name,
      startDate: seconds(startedAt),
      stopDate: seconds(stoppedAt),
      status,
      error,
      cause,
      input,
      inputDetails: { included: true },
      output,
      outputDetails: { included: true },
    };
  },
});

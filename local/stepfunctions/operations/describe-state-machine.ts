import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import type { StepFunctions } from '../step-functions.ts';
import { seconds } from './describe.ts';

export const describeStateMachine = defineOperation({
  name: 'DescribeStateMachine',
  input: z.object({ stateMachineArn: z.string() }),
  permissions: ({ stateMachineArn }) => [{ action: 'states:DescribeStateMachine', resource: stateMachineArn }],
  run({ stateMachineArn }, { machines }: StepFunctions) {
    const { arn, name, type, definitionText, roleArn, createdAt } = machines.get(stateMachineArn);
    return {
      stateMachineArn: arn,
      name,
      status: 'ACTIVE',
      definition: definitionText,
      roleArn,
      type,
      creationDate: seconds(createdAt),
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    };
  },
});

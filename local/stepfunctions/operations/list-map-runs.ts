import * as z from 'zod';
import { defineOperation, page } from '../../core/index.ts';
import type { StepFunctions } from '../step-functions.ts';
import { seconds } from './describe.ts';

export const listMapRuns = defineOperation({
  name: 'ListMapRuns',
  input: z.object({
    executionArn: z.string(),
    maxResults: z.int().min(0).max(1000).default(100),
    nextToken: z.string().optional(),
  }),
  permissions: ({ executionArn }) => [{ action: 'states:ListMapRuns', resource: executionArn }],
  run({ executionArn, maxResults, nextToken }, { executions, mapRuns }: StepFunctions) {
    const { machine } = executions.get(executionArn);
    const { items, nextToken: next } = page(mapRuns.of(executionArn), maxResults === 0 ? 100 : maxResults, nextToken);
    const described = items.map(({ arn, startedAt, stoppedAt }) => ({
      executionArn,
      mapRunArn: arn,
      stateMachineArn: machine.arn,
      startDate: seconds(startedAt),
      stopDate: seconds(stoppedAt),
    }));
    return { mapRuns: described, nextToken: next };
  },
});

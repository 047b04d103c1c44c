import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import type { MapRun } from '../map-runs.ts';
import type { StepFunctions } from '../step-functions.ts';
import { seconds } from './describe.ts';

export const describeMapRun = defineOperation({
  name: 'DescribeMapRun',
  input: z.object({ mapRunArn: z.string() }),
  permissions: ({ mapRunArn }) => [{ action: 'states:DescribeMapRun', resource: mapRunArn }],
  run({ mapRunArn }, { mapRuns }: StepFunctions) {
    const { arn, executionArn, status, startedAt, stoppedAt, options, executions, items } = mapRuns.get(mapRunArn);
    const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage, items: itemTotal, total } = options;
    return {
      mapRunArn: arn,
      executionArn,
      status,
      startDate: seconds(startedAt),
      stopDate: seconds(stoppedAt),
      maxConcurrency,
      toleratedFailurePercentage,
      toleratedFailureCount,
      itemCounts: countsOf(items, itemTotal),
      executionCounts: countsOf(executions, total),
      redriveCount: 0,
    };
  },
});

const countsOf = (counts: MapRun['items'], total: number) => ({ ...counts, total, resultsWritten: 0 });

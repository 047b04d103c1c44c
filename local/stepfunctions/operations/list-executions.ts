import * as z from 'zod';
import { AwsError, defineOperation, page } from '../../core/index.ts';
import type { StepFunctions } from '../step-functions.ts';
import { summarised } from './describe.ts';

/** The executions of a state machine, or the children of a map run, newest first. */
export const listExecutions = defineOperation({
  name: 'ListExecutions',
  input: z.object({
    stateMachineArn: z.string().optional(),
    mapRunArn: z.string().optional(),
    statusFilter: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']).optional(),
    maxResults: z.int().min(0).max(1000).default(100),
    nextToken: z.string().optional(),
  }),
  permissions: ({ stateMachineArn, mapRunArn }) => [
    { action: 'states:ListExecutions', resource: stateMachineArn ?? mapRunArn ?? '*' },
  ],
  run(
    { stateMachineArn, mapRunArn, statusFilter, maxResults, nextToken },
    { executions, machines, mapRuns }: StepFunctions,
  ) {
    if ((stateMachineArn === undefined) === (mapRunArn === undefined)) {
      throw new AwsError('ValidationException', 'Exactly one of stateMachineArn and mapRunArn is required');
    }
    if (stateMachineArn !== undefined) machines.get(stateMachineArn);
    if (mapRunArn !== undefined) mapRuns.get(mapRunArn);
    const listed = executions
      .all()
      .filter(({ machine, history, ...execution }) =>
        mapRunArn === undefined
          ? machine.arn === stateMachineArn && execution.mapRunArn === undefined && history.isKept
          : execution.mapRunArn === mapRunArn,
      )
      .filter(({ status }) => statusFilter === undefined || status === statusFilter)
      .toReversed();
    const { items, nextToken: next } = page(listed, maxResults === 0 ? 100 : maxResults, nextToken);
    return { executions: items.map(summarised), nextToken: next };
  },
});

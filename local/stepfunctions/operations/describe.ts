import type { Execution } from '../executions.ts';

/** AWS's times are in seconds. */
export const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);

/** An execution as ListExecutions returns it. */
export const summarised = ({ arn, name, machine, status, startedAt, stoppedAt, mapRunArn, itemCount }: Execution) => ({
  executionArn: arn,
  stateMachineArn: machine.arn,
  name,
  status,
  startDate: seconds(startedAt),
  stopDate: seconds(stoppedAt),
  mapRunArn,
  itemCount,
});

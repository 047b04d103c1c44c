import * as z from 'zod';
import { defineOperation, page } from '../../core/index.ts';
import type { HistoryEvent } from '../history.ts';
import { executionOfStandard, type StepFunctions } from '../step-functions.ts';
import { seconds } from './describe.ts';

export const getExecutionHistory = defineOperation({
  name: 'GetExecutionHistory',
  input: z.object({
    executionArn: z.string(),
    includeExecutionData: z.boolean().default(true),
    maxResults: z.int().min(0).max(1000).default(100),
    reverseOrder: z.boolean().default(false),
    nextToken: z.string().optional(),
  }),
  permissions: ({ executionArn }) => [{ action: 'states:GetExecutionHistory', resource: executionArn }],
  run({ executionArn, includeExecutionData, maxResults, reverseOrder, nextToken }, { executions }: StepFunctions) {
    const events = executionOfStandard(executions.get(executionArn)).history.all();
    const ordered = reverseOrder ? events.toReversed() : events;
    const { items, nextToken: next } = page(ordered, maxResults === 0 ? 100 : maxResults, nextToken);
    return { events: items.map((event) => described(event, includeExecutionData)), nextToken: next };
  },
});

/** Members that hold the data of an execution. */
const DATA = ['input', 'output', 'parameters'];

function described({ id, previousEventId, timestamp, type, details }: HistoryEvent, includeData: boolean): object {
  const shown = Object.entries(details ?? {}).filter(([name]) => includeData || !DATA.includes(name));
  return {
    id,
    previousEventId,
    timestamp: seconds(timestamp),
    type,
    ...(details !== undefined && { [detailsMember(type)]: Object.fromEntries(shown) }),
  };
}

/** The member of an event with its details: `PassStateEntered` has `stateEnteredEventDetails`. */
function detailsMember(type: string): string {
  const name = /State(?<moment>Entered|Exited)$/u.exec(type)?.groups?.['moment'];
  if (name !== undefined) return `state${name}EventDetails`;
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

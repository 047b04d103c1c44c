import * as z from 'zod';
import { anyJson, isObject, type Json, parseJsonText } from '../data/json.ts';
import { StateError } from '../state-error.ts';
import type { Integration } from './integration.ts';
import { taskParameters } from './parameters.ts';

const parameters = z.object({
  StateMachineArn: z.string(),
  Name: z.string().optional(),
  Input: anyJson.default({}),
});

/** `states:startExecution`; `.sync` and `.sync:2` wait for the execution's end. */
export const execution: Integration = {
  actions: ['states:startExecution'],
  patterns: ['requestResponse', 'sync', 'sync:2', 'waitForTaskToken'],
  async run({ arn, resource: { pattern }, parameters: given, caller, signal }, { executions }): Promise<Json> {
    const { StateMachineArn, Name, Input } = taskParameters(parameters, given, arn);
    const input = typeof Input === 'string' ? Input : JSON.stringify(Input);
    const started = executions.start(caller, {
      stateMachineArn: StateMachineArn,
      input,
      ...(Name !== undefined && { name: Name }),
    });
    const { executionArn, startDate } = started;
    if (pattern !== 'sync' && pattern !== 'sync:2') return { ExecutionArn: executionArn, StartDate: startDate / 1000 };
    const { status, described, output } = await executions.ended(executionArn, signal);
    if (status !== 'SUCCEEDED') throw new StateError('States.TaskFailed', JSON.stringify(described));
    // `.sync:2` returns the output as JSON, `.sync` as a text.
    if (pattern === 'sync' || output === undefined || !isObject(described)) return described;
    return { ...described, Output: parseJsonText(output) };
  },
};

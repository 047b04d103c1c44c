import { isObject, type Json, parseJsonText } from '../data/json.ts';
import { StateError } from '../state-error.ts';
import type { Integration, IntegrationCall, TaskPorts } from './integration.ts';

/** The ARN of a function as the resource: the task's input is the event, and the reply is its result. */
export const lambdaFunction: Integration = {
  actions: ['function'],
  patterns: ['requestResponse'],
  run: async (call, ports) => (await invoke(call.arn, call.parameters, ports, call)).payload,
};

/** @throws StateError with the name of the error that the function threw */
export async function invoke(
  functionRef: string,
  event: Json,
  { invoker }: Pick<TaskPorts, 'invoker'>,
  { caller, signal }: Pick<IntegrationCall, 'caller' | 'signal'>,
): Promise<{ readonly payload: Json; readonly version: string | undefined; readonly status: number }> {
  const result = await invoker.invoke({
    functionRef,
    type: 'RequestResponse',
    payload: JSON.stringify(event),
    caller,
    signal,
  });
  if (result.status === 429) throw new StateError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
  if (result.functionError !== undefined) throw functionError(result.payload);
  return {
    payload: parseJsonText(result.payload === '' ? 'null' : result.payload),
    version: result.version,
    status: result.status,
  };
}

function functionError(payload: string): StateError {
  const thrown = parseJsonText(payload);
  const type = isObject(thrown) ? thrown['errorType'] : undefined;
  // A function that ended without a reply has no error of its own: Step Functions names it so.
  return new StateError(typeof type === 'string' && type !== '' ? type : 'Lambda.Unknown', payload);
}

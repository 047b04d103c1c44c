import { type Json, withinLimit } from '../../data/json.ts';
import type { StateOf } from '../../language/states.ts';
import { StateError } from '../../state-error.ts';
import { parseResource, type TaskResource } from '../../tasks/resource.ts';
import { within } from '../limits.ts';
import type { Callback, Leaving, Visit } from '../ports.ts';
import type { Query } from '../query.ts';

const DEFAULT_TIMEOUT_SECONDS = 99_999_999;

/** One attempt of a task: calls its resource and, for `.waitForTaskToken`, waits until another program ends it. */
export async function runTask(state: StateOf<'Task'>, visit: Visit, query: Query): Promise<Leaving> {
  const resource = parseResource(state.Resource);
  const callback = resource.pattern === 'waitForTaskToken' ? visit.thread.ports.callbacks.open() : undefined;
  if (callback === undefined) delete visit.token;
  else visit.token = callback.token;
  let isTimedOut = false;
  try {
    const output = await attempt(state, resource, callback, visit, query);
    return { output: await query.leave(state, output), next: state.Next };
  } catch (error) {
    isTimedOut = error instanceof StateError && ['States.Timeout', 'States.HeartbeatTimeout'].includes(error.error);
    throw error;
  } finally {
    callback?.close(isTimedOut);
  }
}

async function attempt(
  state: StateOf<'Task'>,
  resource: TaskResource,
  callback: Callback | undefined,
  visit: Visit,
  query: Query,
): Promise<Json> {
  const { ports, trail, signal } = visit.thread;
  const timeout = Number(
    (await query.value('TimeoutSeconds', state.TimeoutSeconds, state.TimeoutSecondsPath)) ?? DEFAULT_TIMEOUT_SECONDS,
  );
  const heartbeat = await query.value('HeartbeatSeconds', state.HeartbeatSeconds, state.HeartbeatSecondsPath);
  const parameters = await query.arguments(state);
  const { events, details } = resource;
  trail.add(`${events}Scheduled`, {
    ...details,
    ...(events === 'LambdaFunction'
      ? { input: JSON.stringify(parameters) }
      : { parameters: JSON.stringify(parameters) }),
    ...(state.TimeoutSeconds !== undefined && { timeoutInSeconds: timeout }),
    ...(heartbeat !== undefined && { heartbeatInSeconds: Number(heartbeat) }),
  });
  trail.add(`${events}Started`, details);
  try {
    const result = await within(
      { timeoutMs: timeout * 1000, ...(heartbeat !== undefined && { heartbeatMs: Number(heartbeat) * 1000 }) },
      callback,
      ports.timeouts,
      signal,
      async (inner) => {
        const answer = await ports.tasks.run({ resource: state.Resource, parameters, signal: inner });
        if (callback === undefined) return answer;
        trail.add('TaskSubmitted', { ...details, output: JSON.stringify(answer) });
        return callback.result;
      },
    );
    withinLimit(result, `The result of the task '${visit.name}'`);
    trail.add(`${events}Succeeded`, { ...details, output: JSON.stringify(result) });
    return result;
  } catch (error) {
    if (error instanceof StateError) {
      const isTimeout = error.error === 'States.Timeout' || error.error === 'States.HeartbeatTimeout';
      trail.add(`${events}${isTimeout ? 'TimedOut' : 'Failed'}`, {
        ...details,
        error: error.error,
        cause: error.message,
      });
    }
    throw error;
  }
}

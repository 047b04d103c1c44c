import type { JsonObject } from '../data/json.ts';
import type { Visit } from './ports.ts';

/** The context object, `$$` or `$states.context`, as a state sees it. */
export function contextOf({ name, enteredAt, retries, token, thread }: Visit, more: JsonObject = {}): JsonObject {
  return {
    ...thread.context,
    State: { Name: name, EnteredTime: new Date(enteredAt).toISOString(), RetryCount: retries },
    ...(token !== undefined && { Task: { Token: token } }),
    ...more,
  };
}

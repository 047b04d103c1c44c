/** Hands an event to the handler itself and waits for its answer. */
export type Call = (event: unknown) => Promise<unknown>;

type Callback = (error?: Error | string | null, answer?: unknown) => void;

/**
 * Calls with everything the runtime gave beside the event. A handler that declares Lambda's third parameter, the
 * callback, answers through it or through a promise; this waits for either.
 */
export function calling(handler: (...given: unknown[]) => unknown, rest: readonly unknown[]): Call {
  const [context, callback, ...more] = rest;
  if (typeof callback !== 'function' || handler.length < 3) {
    return async (event) => await handler(event, ...rest);
  }
  return (event) =>
    new Promise((resolve, reject) => {
      const answered: Callback = (error, answer) => {
        if (error === null || error === undefined) resolve(answer);
        else reject(typeof error === 'string' ? new Error(error) : error);
      };
      const returned = handler(event, context, answered, ...more);
      if (returned instanceof Promise) returned.then(resolve, reject);
    });
}

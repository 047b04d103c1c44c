type Callback = (error?: unknown, reply?: unknown) => void;

/** What a module exports as its handler. */
export type Handler = (event: unknown, context: object, callback?: Callback) => unknown;

/** Whether a runtime passes handlers a callback: Node.js 24's does not. */
export const passesCallback = (runtime: string): boolean => Number(/^nodejs(\d+)\./.exec(runtime)?.[1] ?? NaN) < 24;

const DEPRECATED =
  'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.';

/**
 * The handler as its runtime calls it. From Node.js 24 on, that is with the event and the context, and the reply is what it
 * returns. Before, the reply is what a promise resolves to or a callback receives; a plain value is ignored.
 *
 * @throws Error if the handler declares a callback that its runtime does not pass
 */
export function asCalledBy(runtime: string, handler: Handler): (event: unknown, context: object) => unknown {
  const declaresCallback = handler.length >= 3;
  if (!passesCallback(runtime)) {
    if (declaresCallback) throw Object.assign(new Error(DEPRECATED), { name: 'Runtime.CallbackHandlerDeprecated' });
    return (event, context) => handler(event, context);
  }
  return (event, context) =>
    new Promise((resolve, reject) => {
      const returned = handler(event, context, (error, reply) => {
        if (error === undefined || error === null) resolve(reply);
        else reject(asError(error));
      });
      if (isThenable(returned)) resolve(returned);
      else if (!declaresCallback) resolve(undefined);
    });
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

const isThenable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';

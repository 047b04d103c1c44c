import type { ArmedFault } from '../schemas/control.ts';
import type { StepFault } from '../faults/index.ts';
import { isBatch } from './batch.ts';
import type { ChaosOptions } from './options.ts';
import type { InjectorPorts } from './ports.ts';
import { type Reach, reachOf } from './reach.ts';
import { type Call, serve, serveRecords } from './serve.ts';

/** Any Lambda handler: a function of an event and of whatever else the runtime passes. */
export type AnyHandler = (event: never, ...rest: never[]) => unknown;

/** Lets armed faults act on the handler. If the injector itself fails, no fault acts. */
export function wrapHandler<Handler extends AnyHandler>(
  handler: Handler,
  options: ChaosOptions<Parameters<Handler>[0]>,
  faults: readonly StepFault[],
  injector: InjectorPorts,
): Handler {
  const serving = handler as unknown as (...given: unknown[]) => unknown;
  const reach = reachOf(options as ChaosOptions<unknown>, faults, injector);
  const wrapped = (event: unknown, ...rest: unknown[]): unknown => {
    const armed = injector.armed();
    if ('length' in armed && armed.length === 0) return serving(event, ...rest);
    return underFaults(event, armed, calling(serving, rest), reach);
  };
  return wrapped as unknown as Handler;
}

async function underFaults(
  event: unknown,
  reading: readonly ArmedFault[] | Promise<readonly ArmedFault[]>,
  call: Call,
  reach: Reach,
): Promise<unknown> {
  const armed = await reading;
  if (armed.length === 0) return call(event);
  if (isBatch(event)) return serveRecords(event, armed, call, reach);
  return serve(reach.aimedAt(event, armed), () => call(event));
}

type Callback = (error?: Error | string | null, answer?: unknown) => void;

/**
 * Calls the handler with everything that the runtime passed besides the event. A handler that declares Lambda's third
 * parameter, the callback, may answer through it or through a promise; this waits for either.
 */
function calling(handler: (...given: unknown[]) => unknown, rest: readonly unknown[]): Call {
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

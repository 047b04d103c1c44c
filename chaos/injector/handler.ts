import type { ArmedFault } from '../schemas/control.ts';
import type { StepFault } from '../faults/step/index.ts';
import { isBatch } from './batch.ts';
import { type Call, calling } from './call.ts';
import type { ChaosOptions } from './options.ts';
import type { InjectorPorts } from './ports.ts';
import { type Reach, reachOf } from './reach.ts';
import { serveRecords } from './records.ts';
import { serve } from './serve.ts';

/** Any handler of Lambda's: of an event, and of whatever else the runtime gives it. */
export type AnyHandler = (event: never, ...rest: never[]) => unknown;

/** The handler within reach of armed faults. Whatever the injector itself cannot do means: no fault. */
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

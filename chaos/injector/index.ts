/**
 * `evenkeel/chaos/injector`: fault injection inside functions. `withChaos` wraps any Lambda handler, `withFaults` a
 * step and its ports. Both do nothing unless the stage's template sets CHAOS_ENABLED to `true`.
 */
import { stepFaults } from '../faults/index.ts';
import { lambdaPorts, listenToHits } from './environment.ts';
import type { HitListener } from './ports.ts';
import { type AnyHandler, wrapHandler } from './handler.ts';
import { type ChaosOptions, checkChaosArguments, checkFaultsArguments } from './options.ts';
import { type StepCommand, wrapStep } from './step.ts';

export type { AnyHandler } from './handler.ts';
export type { ChaosOptions, HandlerHook, Subject } from './options.ts';
export type { HitListener, HitLogLine as Hit } from './ports.ts';
export type { StepCommand } from './step.ts';

/**
 * Calls the listener for each hit in this function, after it is logged and before the fault acts: to mark it in a trace, for
 * example. The fault waits for a promise that the listener returns, and acts although the listener fails.
 *
 * @example
 * onHit(({ faultId }) => trace.getActiveSpan()?.addEvent('fault injected', { 'fault.id': faultId }));
 */
export function onHit(listener: HitListener): void {
  listenToHits(listener);
}

/**
 * Lets faults that are armed in the control table act on a handler. If the stage does not allow chaos, this returns the
 * handler itself. It offers the hooks `delivery`, `before` and `afterCommit`, for each record of a batch. A fault that
 * needs `ports` does not act, and is reported by a log line and a metric. The handler may answer by a promise or by the
 * callback; one that streams its response is wrapped inside `awslambda.streamifyResponse`.
 *
 * @throws ArgumentError naming every wrong argument
 * @example
 * export const handler = withChaos(async (event: APIGatewayProxyEvent) => quote(event), {
 *   service: 'quotes',
 *   correlationId: (event) => event.headers['x-correlation-id'],
 * });
 */
export function withChaos<Handler extends AnyHandler>(
  handler: Handler,
  options: ChaosOptions<Parameters<Handler>[0]>,
): Handler {
  checkChaosArguments(handler, options);
  const injector = lambdaPorts();
  return injector === undefined ? handler : wrapHandler(handler, options, stepFaults, injector);
}

/**
 * Lets faults that are armed in the control table act on a step and its ports. If the stage does not allow chaos, this
 * returns the step itself. It offers the hooks `ports`, `before` and `afterCommit`; `delivery` is offered by a
 * `withChaos` around the handler.
 *
 * @throws ArgumentError naming every wrong argument
 */
export function withFaults<Ports extends object, Command extends StepCommand, Answer>(
  service: string,
  step: (command: Command, ports: Ports) => Promise<Answer>,
): (command: Command, ports: Ports) => Promise<Answer> {
  checkFaultsArguments(service, step);
  const injector = lambdaPorts();
  return injector === undefined ? step : wrapStep(service, step, stepFaults, injector);
}

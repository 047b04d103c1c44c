/**
 * `evenkeel/chaos/injector`: fault injection inside functions. `withChaos` wraps any Lambda handler; `withFaults` a
 * step and its ports. Off unless the stage's template sets CHAOS_ENABLED to `true`.
 */
import { stepFaults } from '../faults/step/index.ts';
import { lambdaPorts } from './environment.ts';
import { type AnyHandler, wrapHandler } from './handler.ts';
import type { ChaosOptions } from './options.ts';
import { type StepCommand, wrapStep } from './step.ts';

export type { AnyHandler } from './handler.ts';
export type { ChaosOptions, HandlerHook, Subject } from './options.ts';
export type { StepCommand } from './step.ts';

/**
 * The handler, within reach of faults armed in the control table; the handler itself where the stage does not allow
 * chaos. Offers the hooks `delivery`, `before` and `afterCommit`, for each record of a batch; a fault that needs
 * `ports` is told of by a line and a metric, and does not act. Handlers that answer by a promise or by the callback
 * can be wrapped; one that streams its response is wrapped inside `awslambda.streamifyResponse`.
 *
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
  const injector = lambdaPorts();
  return injector === undefined ? handler : wrapHandler(handler, options, stepFaults, injector);
}

/**
 * The step, within reach of faults armed in the control table; the step itself where the stage does not allow chaos.
 * Offers the hooks `ports`, `before` and `afterCommit`. Not `delivery`: `withChaos` around the handler does.
 */
export function withFaults<Ports extends object, Command extends StepCommand, Answer>(
  service: string,
  step: (command: Command, ports: Ports) => Promise<Answer>,
): (command: Command, ports: Ports) => Promise<Answer> {
  const injector = lambdaPorts();
  return injector === undefined ? step : wrapStep(service, step, stepFaults, injector);
}

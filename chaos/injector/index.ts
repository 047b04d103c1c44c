/**
 * Fault injection inside functions. `withFaults` wraps a service's step where functions are composed; services know
 * nothing of it. Off unless the stage's template sets CHAOS_ENABLED to `true`.
 */
import { stepFaults } from '../faults/step/index.ts';
import { cached } from './cache.ts';
import { logFailure, logHit } from './log.ts';
import { chaosTables } from './tables.ts';
import { type InjectorPorts, type StepCommand, wrapStep } from './wrap.ts';

export { type InjectorPorts, type StepCommand, wrapStep } from './wrap.ts';

/**
 * The step, reachable by faults armed in the control table named by CHAOS_CONTROL_TABLE; the step itself where the
 * stage does not allow chaos.
 */
export function withFaults<Ports extends object, Command extends StepCommand, Answer>(
  service: string,
  step: (command: Command, ports: Ports) => Promise<Answer>,
): (command: Command, ports: Ports) => Promise<Answer> {
  const control = process.env['CHAOS_CONTROL_TABLE'];
  const counted = process.env['CHAOS_HITS_TABLE'];
  if (process.env['CHAOS_ENABLED'] !== 'true' || control === undefined || counted === undefined) return step;
  return wrapStep(service, step, stepFaults, lambdaPorts(service, control, counted));
}

function lambdaPorts(service: string, control: string, counted: string): InjectorPorts {
  const tables = chaosTables(control, counted);
  const namespace = `evenkeel-${process.env['STAGE'] ?? 'unknown'}`;
  const failed: InjectorPorts['failed'] = (part, error) => {
    logFailure(namespace, service, part, error, Date.now());
  };
  return {
    armed: cached(
      () => tables.armed(),
      [],
      (error) => {
        failed('control', error);
      },
      () => performance.now(),
    ),
    countAttempt: (fault, correlationId) => tables.countAttempt(fault, correlationId),
    log: logHit,
    failed,
    now: () => Date.now(),
  };
}

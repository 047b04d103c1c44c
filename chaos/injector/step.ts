import type { StepFault } from '../faults/step/index.ts';
import { type Aimed, aimedAt } from './aim.ts';
import type { InjectorPorts } from './ports.ts';

/** What the injector reads of a saga command. */
export interface StepCommand {
  readonly step: string;
  readonly correlationId: string;
}

/**
 * A step that armed faults can reach through the hooks `ports`, `before` and `afterCommit`. Whatever the injector
 * itself cannot do means: no fault. `delivery` is for whoever delivers: see `wrapHandler`.
 */
export function wrapStep<Ports extends object, Command extends StepCommand, Answer>(
  service: string,
  step: (command: Command, ports: Ports) => Promise<Answer>,
  faults: readonly StepFault[],
  injector: InjectorPorts,
): (command: Command, ports: Ports) => Promise<Answer> {
  return async (command, ports) => {
    const armed = await injector.armed();
    if (armed.length === 0) return step(command, ports);

    const { correlationId } = command;
    const aimed = aimedAt({ service, step: command.step, correlationId }, armed, faults, injector);
    const { seen, left } = replacePorts(ports, aimed);
    for (const { hooks, hit } of left) await hooks.before?.(hit);
    const answer = await step(command, seen);
    for (const { hooks, hit } of aimed) await hooks.afterCommit?.(hit);
    return answer;
  };
}

/** The ports as the faults let them be seen, and the faults that found none to replace. */
function replacePorts<Ports extends object>(ports: Ports, aimed: readonly Aimed[]): { seen: Ports; left: Aimed[] } {
  let seen = ports;
  const left: Aimed[] = [];
  for (const one of aimed) {
    const replaced = one.hooks.ports?.(seen, one.hit) ?? seen;
    if (replaced === seen) left.push(one);
    seen = replaced;
  }
  return { seen, left };
}

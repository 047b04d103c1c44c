import type { StepFault } from '../faults/index.ts';
import { type Aimed, aimedAt } from './aim.ts';
import type { InjectorPorts } from './ports.ts';

/** The parts of a saga command that the injector reads. */
export interface StepCommand {
  readonly step: string;
  readonly correlationId: string;
}

/**
 * Lets armed faults act on a step through the hooks `ports`, `before` and `afterCommit`. If the injector itself fails,
 * no fault acts. The hook `delivery` is offered by `wrapHandler`.
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
    const { replaced, others } = replacePorts(ports, aimed);
    for (const { hooks, hit } of others) await hooks.before?.(hit);
    const answer = await step(command, replaced);
    for (const { hooks, hit } of aimed) await hooks.afterCommit?.(hit);
    return answer;
  };
}

/** Lets each fault replace the ports that it acts on. @returns the ports, and the faults that replaced none */
function replacePorts<Ports extends object>(
  ports: Ports,
  aimed: readonly Aimed[],
): { readonly replaced: Ports; readonly others: readonly Aimed[] } {
  let replaced = ports;
  const others: Aimed[] = [];
  for (const one of aimed) {
    const next = one.hooks.ports?.(replaced, one.hit) ?? replaced;
    if (next === replaced) others.push(one);
    replaced = next;
  }
  return { replaced, others };
}

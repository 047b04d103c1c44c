import type { ArmedFault, HitLine } from '../contract/control.ts';
import { isHit, parseCorrelationId } from '../contract/decision.ts';
import type { Hooks, Point, StepFault, Strike } from '../faults/step/index.ts';

/** What the injector reads of a saga command. */
export interface StepCommand {
  readonly step: string;
  readonly correlationId: string;
}

/** The injector's way to the world. */
export interface InjectorPorts {
  /** Faults standing in the control table, at most a second old. Empty where the table cannot be read. */
  armed(): readonly ArmedFault[] | Promise<readonly ArmedFault[]>;
  /** Counts one more attempt of the fault on the correlation id, durably; the count, from 1. */
  countAttempt(fault: ArmedFault, correlationId: string): Promise<number>;
  log(line: HitLine): void;
  /** A part of the injector that failed; no fault acts then. */
  failed(part: 'control' | 'parameters' | 'hits', error: unknown): void;
  now(): number;
}

/** A step that armed faults can reach. Whatever the injector itself cannot do means: no fault. */
export function wrapStep<Ports extends object, Command extends StepCommand, Answer>(
  service: string,
  step: (command: Command, ports: Ports) => Promise<Answer>,
  faults: readonly StepFault[],
  injector: InjectorPorts,
): (command: Command, ports: Ports) => Promise<Answer> {
  return async (command, ports) => {
    const armed = await injector.armed();
    if (armed.length === 0) return step(command, ports);

    const aimed = aimedAt(service, command, armed, faults, injector);
    let seen = ports;
    for (const { hooks, strike } of aimed) seen = hooks.ports?.(seen, strike) ?? seen;
    for (const { hooks, strike } of aimed) await hooks.before?.(strike);
    const answer = await step(command, seen);
    for (const { hooks, strike } of aimed) await hooks.afterCommit?.(strike);
    return answer;
  };
}

interface Aimed {
  readonly hooks: Hooks;
  readonly strike: Strike;
}

/** The faults that hit this command, in the order in which `faults` lists them. */
function aimedAt(
  service: string,
  command: StepCommand,
  armed: readonly ArmedFault[],
  faults: readonly StepFault[],
  injector: InjectorPorts,
): Aimed[] {
  return faults.flatMap((fault) =>
    armed
      .filter((candidate) => candidate.fault === fault.name && chosen(candidate, command.correlationId, injector.now()))
      .flatMap((candidate) => {
        const hooks = bound(fault, candidate, injector);
        if (hooks === undefined || hooks.place.service !== service || hooks.place.step !== command.step) return [];
        return [{ hooks, strike: strikeOf(candidate, command.correlationId, injector) }];
      }),
  );
}

/** Whether the fault's lease still runs and its seeded decision falls on this correlation id. */
function chosen(fault: ArmedFault, correlationId: string, now: number): boolean {
  if (Date.parse(fault.until) <= now) return false;
  const operation = parseCorrelationId(correlationId);
  const { scenario } = fault;
  if (operation?.run !== fault.run || scenario === null || operation.scenario !== scenario) return false;
  return isHit({ ...fault, scenario }, operation.iteration);
}

function bound(fault: StepFault, armed: ArmedFault, injector: InjectorPorts): Hooks | undefined {
  try {
    return fault.bind(armed.parameters);
  } catch (error) {
    injector.failed('parameters', error);
    return undefined;
  }
}

function strikeOf(fault: ArmedFault, correlationId: string, injector: InjectorPorts): Strike {
  return async (point: Point) => {
    let attempt: number;
    try {
      attempt = await injector.countAttempt(fault, correlationId);
    } catch (error) {
      injector.failed('hits', error);
      return false;
    }
    if (fault.attempts !== 'always' && attempt > fault.attempts) return false;
    injector.log({ event: 'fault.hit', faultId: fault.faultId, correlationId, point, attempt });
    return true;
  };
}

/** Which of the armed faults hit the call at hand. */
import type { ArmedFault } from '../schemas/control.ts';
import { isHit, parseCorrelationId, unitInterval } from '../schemas/decision.ts';
import type { Hit, Hooks, StepFault } from '../faults/step/index.ts';
import type { InjectorPorts } from './ports.ts';

/** The call, record or event that is about to be served. */
export interface Target {
  readonly service: string;
  readonly step: string;
  /** Undefined where it serves no operation that is known. */
  readonly correlationId: string | undefined;
}

export interface Aimed {
  readonly fault: ArmedFault;
  readonly hooks: Hooks;
  readonly hit: Hit;
}

/** The faults that hit it, in the order in which `faults` lists them. */
export function aimedAt(
  target: Target,
  armed: readonly ArmedFault[],
  faults: readonly StepFault[],
  injector: InjectorPorts,
): Aimed[] {
  return faults.flatMap((kind) =>
    armed
      .filter((fault) => fault.fault === kind.name && isChosen(fault, target.correlationId, injector.now()))
      .flatMap((fault) => {
        const hooks = bound(kind, fault, target, injector);
        if (hooks?.place.service !== target.service || hooks.place.step !== target.step) return [];
        return [{ fault, hooks, hit: hitOf(fault, target, injector) }];
      }),
  );
}

/** Whether the fault's lease still runs and its decision, where it is made by scenario, falls on this correlation id. */
function isChosen(fault: ArmedFault, correlationId: string | undefined, now: number): boolean {
  if (Date.parse(fault.until) <= now) return false;
  const { scenario } = fault;
  if (scenario === null) return true;
  const operation = correlationId === undefined ? undefined : parseCorrelationId(correlationId);
  if (operation?.run !== fault.run || operation.scenario !== scenario) return false;
  return isHit({ ...fault, scenario }, operation.iteration);
}

/** What the parameters make of the fault; kept for as long as the armed fault itself is. */
const bindings = new WeakMap<ArmedFault, Hooks>();

function bound(kind: StepFault, fault: ArmedFault, { service }: Target, injector: InjectorPorts): Hooks | undefined {
  const known = bindings.get(fault);
  if (known !== undefined) return known;
  try {
    const hooks = kind.bind(fault.parameters);
    bindings.set(fault, hooks);
    return hooks;
  } catch (error) {
    injector.failed(service, 'parameters', error);
    return undefined;
  }
}

/** Looked at once more when it is about to act: a batch may take long, and whoever disarms it means now. */
async function isStillArmed({ faultId, run, until }: ArmedFault, injector: InjectorPorts): Promise<boolean> {
  const armed = await injector.armed();
  return Date.parse(until) > injector.now() && armed.some((other) => other.faultId === faultId && other.run === run);
}

function hitOf(fault: ArmedFault, { service, step, correlationId }: Target, injector: InjectorPorts): Hit {
  const subject = correlationId ?? `${service}/${step}`;
  return {
    async strike(point) {
      if (!(await isStillArmed(fault, injector))) return false;
      let attempt: number;
      try {
        attempt = await injector.countAttempt(fault, subject);
      } catch (error) {
        injector.failed(service, 'hits', error);
        return false;
      }
      if (fault.attempts !== 'always' && attempt > fault.attempts) return false;
      const { faultId, experiment, run } = fault;
      injector.log({
        ...{ event: 'fault.hit', faultId, correlationId: subject, point, attempt },
        ...{ fault: fault.fault, experiment, run },
      });
      return true;
    },
    draw: (what) => unitInterval(`${fault.seed}|${fault.faultId}|${subject}|${what}`),
    sleep: (milliseconds) => injector.sleep(milliseconds),
  };
}

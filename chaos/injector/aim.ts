/** Decides which armed faults hit a call. */
import type { ArmedFault } from '../schemas/control.ts';
import { isHit, parseCorrelationId, unitInterval } from '../schemas/decision.ts';
import type { Hit, Hooks, StepFault } from '../faults/index.ts';
import type { InjectorPorts } from './ports.ts';

/** The call, record or event that is about to be served. */
export interface ServedCall {
  readonly service: string;
  readonly step: string;
  /** Undefined if it serves no known operation. */
  readonly correlationId: string | undefined;
}

export interface Aimed {
  readonly fault: ArmedFault;
  readonly hooks: Hooks;
  readonly hit: Hit;
}

/** The faults that hit the call, in the order of `faults`. */
export function aimedAt(
  call: ServedCall,
  armed: readonly ArmedFault[],
  faults: readonly StepFault[],
  injector: InjectorPorts,
): Aimed[] {
  const { service, step } = call;
  for (const run of new Set(armed.map((fault) => fault.run))) injector.served({ service, step, run });
  return faults.flatMap((kind) =>
    armed
      .filter((fault) => fault.fault === kind.name && isChosen(fault, call.correlationId, injector.now()))
      .flatMap((fault) => {
        const hooks = bound(kind, fault, call, injector);
        if (hooks?.place.service !== call.service || hooks.place.step !== call.step) return [];
        return [{ fault, hooks, hit: hitOf(fault, call, injector) }];
      }),
  );
}

/** Whether the fault's lease has not ended and, if the fault names a scenario, the seed chose this correlation id. */
function isChosen(fault: ArmedFault, correlationId: string | undefined, now: number): boolean {
  if (Date.parse(fault.until) <= now) return false;
  const { scenario } = fault;
  if (scenario === null) return true;
  const operation = correlationId === undefined ? undefined : parseCorrelationId(correlationId);
  if (operation?.run !== fault.run || operation.scenario !== scenario) return false;
  return isHit({ ...fault, scenario }, operation.iteration);
}

/** The faults bound to their parameters, kept as long as the armed fault exists. */
const bindings = new WeakMap<ArmedFault, Hooks>();

function bound(
  kind: StepFault,
  fault: ArmedFault,
  { service }: ServedCall,
  injector: InjectorPorts,
): Hooks | undefined {
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

/** Checks again right before the fault acts: a batch may take long, and disarming must take effect at once. */
async function isStillArmed({ faultId, run, until }: ArmedFault, injector: InjectorPorts): Promise<boolean> {
  const armed = await injector.armed();
  return Date.parse(until) > injector.now() && armed.some((other) => other.faultId === faultId && other.run === run);
}

function hitOf(fault: ArmedFault, { service, step, correlationId }: ServedCall, injector: InjectorPorts): Hit {
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
      const line = {
        event: 'fault.hit',
        faultId,
        correlationId: subject,
        point,
        attempt,
        fault: fault.fault,
        experiment,
        run,
      } as const;
      injector.log(line);
      await injector.announce(line);
      return true;
    },
    draw: (what) => unitInterval(`${fault.seed}|${fault.faultId}|${subject}|${what}`),
    sleep: (milliseconds) => injector.sleep(milliseconds),
  };
}

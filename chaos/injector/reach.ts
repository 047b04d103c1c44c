import type { ArmedFault } from '../schemas/control.ts';
import type { Hooks, StepFault } from '../faults/index.ts';
import { type Aimed, aimedAt } from './aim.ts';
import { type ChaosOptions, type HandlerHook, HOOKS } from './options.ts';
import type { InjectorPorts } from './ports.ts';

/** How armed faults act on one handler. */
export interface Reach {
  /** The faults that hit the event or record, with only the hooks that the handler offers. */
  readonly aimedAt: (subject: unknown, armed: readonly ArmedFault[]) => Aimed[];
  /** Whether a failing record can fail alone, as far as is known. */
  readonly failsAlone: () => boolean;
  /** To be called once the handler has answered with a partial batch response. */
  readonly learnPartial: () => void;
  readonly injector: InjectorPorts;
}

export function reachOf(options: ChaosOptions<unknown>, faults: readonly StepFault[], injector: InjectorPorts): Reach {
  const { service, hooks: offered = HOOKS } = options;
  const reported = new Set<string>();
  let partial = options.partialResponses ?? false;

  const read = (reader: ChaosOptions<unknown>['step'], subject: unknown): string | undefined => {
    try {
      return reader?.(subject);
    } catch (error) {
      injector.failed(service, 'correlation-id', error);
      return undefined;
    }
  };

  /** If the options name hooks, a `withFaults` inside offers the others. */
  const reportMissingHook = ({ faultId, fault }: ArmedFault): void => {
    if (options.hooks !== undefined || reported.has(faultId)) return;
    reported.add(faultId);
    injector.failed(service, 'hook', `${faultId}: ${fault} acts on the ports of a step, which only withFaults offers`);
  };

  return {
    injector,
    failsAlone: () => partial,
    learnPartial: () => {
      partial = options.partialResponses ?? true;
    },
    aimedAt(subject, armed) {
      const correlationId = read(options.correlationId, subject);
      const call = { service, step: read(options.step, subject) ?? 'handle', correlationId };
      return aimedAt(call, armed, faults, injector).flatMap((one) => {
        const hooks = only(offered, one.hooks);
        if (hooks === undefined) reportMissingHook(one.fault);
        return hooks === undefined ? [] : [{ ...one, hooks }];
      });
    },
  };
}

/** The hooks that are offered; undefined if there are none. */
function only(offered: readonly HandlerHook[], hooks: Hooks): Hooks | undefined {
  const kept = offered.filter((name) => hooks[name] !== undefined);
  if (kept.length === 0) return undefined;
  const { place, effect } = hooks;
  return { place, effect, ...Object.fromEntries(kept.map((name) => [name, hooks[name]])) };
}

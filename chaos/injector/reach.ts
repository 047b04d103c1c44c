import type { ArmedFault } from '../schemas/control.ts';
import type { Hooks, StepFault } from '../faults/step/index.ts';
import { type Aimed, aimedAt } from './aim.ts';
import type { ChaosOptions, HandlerHook } from './options.ts';
import type { InjectorPorts } from './ports.ts';

const HOOKS: readonly HandlerHook[] = ['delivery', 'before', 'afterCommit'];

/** How faults reach one handler. */
export interface Reach {
  /** The faults that hit the event or record, with those of their hooks that are offered. */
  readonly aimedAt: (subject: unknown, armed: readonly ArmedFault[]) => Aimed[];
  /** Whether a record that fails can fail alone, as far as is known. */
  readonly failsAlone: () => boolean;
  /** The handler has answered with a partial batch response. */
  readonly learnPartial: () => void;
  readonly injector: InjectorPorts;
}

export function reachOf(options: ChaosOptions<unknown>, faults: readonly StepFault[], injector: InjectorPorts): Reach {
  const { service, hooks: offered = HOOKS } = options;
  const told = new Set<string>();
  let partial = options.partialResponses ?? false;

  const ask = (question: ChaosOptions<unknown>['step'], subject: unknown): string | undefined => {
    try {
      return question?.(subject);
    } catch (error) {
      injector.failed(service, 'correlation-id', error);
      return undefined;
    }
  };

  /** Where the hooks were named, the others are offered inside. */
  const tell = ({ faultId, fault }: ArmedFault): void => {
    if (options.hooks !== undefined || told.has(faultId)) return;
    told.add(faultId);
    injector.failed(service, 'hook', `${faultId}: ${fault} acts on the ports of a step, which withFaults reaches`);
  };

  return {
    injector,
    failsAlone: () => partial,
    learnPartial: () => {
      partial = options.partialResponses ?? true;
    },
    aimedAt(subject, armed) {
      const correlationId = ask(options.correlationId, subject);
      const target = { service, step: ask(options.step, subject) ?? 'handle', correlationId };
      return aimedAt(target, armed, faults, injector).flatMap((one) => {
        const hooks = only(offered, one.hooks);
        if (hooks === undefined) tell(one.fault);
        return hooks === undefined ? [] : [{ ...one, hooks }];
      });
    },
  };
}

/** The hooks less those that are not offered; undefined where none is left. */
function only(offered: readonly HandlerHook[], hooks: Hooks): Hooks | undefined {
  const kept = offered.filter((name) => hooks[name] !== undefined);
  if (kept.length === 0) return undefined;
  const { place, effect } = hooks;
  return { place, effect, ...Object.fromEntries(kept.map((name) => [name, hooks[name]])) };
}

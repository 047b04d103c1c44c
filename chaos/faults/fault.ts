import type * as z from 'zod/mini';
import type { Attempts } from '../schemas/experiment.ts';

/** Where in a system a fault acts. */
interface Place {
  readonly service: string;
  readonly step: string;
}

/** Moment at which a hit happens; it stands in the hit's log line. */
type Point = 'before-commit' | 'after-commit' | 'port' | 'delivery';

/** One fault and one thing that it was decided to hit: what a hook is given. */
export interface Hit {
  /**
   * Says that the fault is about to act: counts the attempt durably and logs the hit. `false` means that the attempts
   * of this correlation id are used up, or that the attempt could not be counted: the fault then must not act.
   */
  readonly strike: (point: Point) => Promise<boolean>;
  /** A number in [0, 1) for what the fault leaves to chance; seed, fault, correlation id and `what` decide it. */
  readonly draw: (what: string) => number;
  /** Waits, in real time. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * What a hit must do to a saga that would have completed: end it; merely delay it; or strand it, so that it moves
 * no further until the reconciler finds it stuck and drives it to its end.
 */
export type Effect = 'rolls-back' | 'delays' | 'strands';

/** What a fault may take hold of. */
export type HookName = 'delivery' | 'ports' | 'before' | 'afterCommit';

/** What a fault does once its parameters are known. The injector asks for abilities by their presence. */
export interface Hooks {
  /** The one service and step the fault acts on. */
  readonly place: Place;
  readonly effect: (attempts: Attempts) => Effect;
  /** Whether a hit holds up the stream that brought it, so that an experiment must state for how long. */
  readonly stalls?: boolean;
  /** In place of the delivery of one record or event to its handler: `deliver` hands it over, and may be called again. */
  readonly delivery?: (hit: Hit, deliver: () => Promise<void>) => Promise<void>;
  /**
   * The ports the step shall see instead of its own; the same object where the port it needs is not there. A fault
   * that has replaced a port is not asked `before` as well.
   */
  readonly ports?: <Ports extends object>(ports: Ports, hit: Hit) => Ports;
  /** Before the step: its store holds nothing of this call yet. */
  readonly before?: (hit: Hit) => Promise<void>;
  /** After the step returned: its store has committed, nobody has been told. */
  readonly afterCommit?: (hit: Hit) => Promise<void>;
}

/** A fault that lives inside a function. */
export interface StepFault {
  readonly name: string;
  /** One sentence for `evenkeel chaos list`. */
  readonly summary: string;
  readonly parameters: z.ZodMiniType;
  /** The hooks it can act through; it acts through the first of them that there is. */
  readonly needs: readonly HookName[];
  /** @throws when the parameters are not the fault's */
  bind(parameters: unknown): Hooks;
}

export function stepFault<Parameters>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly parameters: z.ZodMiniType<Parameters>;
  readonly needs: readonly HookName[];
  readonly hooks: (parameters: Parameters) => Hooks;
}): StepFault {
  const { name, summary, parameters, needs, hooks } = definition;
  return { name, summary, parameters, needs, bind: (given) => hooks(parameters.parse(given)) };
}

/** Thrown in place of a crash. The service's own handling of an unknown error is what is under test. */
export class InjectedError extends Error {
  override readonly name = 'InjectedError';
}

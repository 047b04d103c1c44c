import type * as z from 'zod/mini';
import type { Attempts } from '../../contract/experiment.ts';

/** Where in the saga a fault acts. */
interface Place {
  readonly service: string;
  readonly step: string;
}

/** Moment of a step at which a hit happens; it stands in the hit's log line. */
export type Point = 'before-commit' | 'after-commit' | 'port';

/**
 * Says that the fault is about to act: counts the attempt durably and logs the hit. `false` means that the attempts
 * of this correlation id are used up, or that the attempt could not be counted: the fault then must not act.
 */
export type Strike = (point: Point) => Promise<boolean>;

/** What a hit must do to a saga that would have completed: end it, or merely delay it. */
type Effect = 'rolls-back' | 'delays';

/** What a fault does once its parameters are known. The injector asks for abilities by their presence. */
export interface Hooks {
  /** The one service and step the fault acts on. */
  readonly place: Place;
  effect(attempts: Attempts): Effect;
  /** Before the step: its store holds nothing of this call yet. */
  before?(strike: Strike): Promise<void>;
  /** After the step returned: its store has committed, nobody has been told. */
  afterCommit?(strike: Strike): Promise<void>;
  /** The ports the step shall see instead of its own; the same object where the port it needs is not there. */
  ports?<Ports extends object>(ports: Ports, strike: Strike): Ports;
}

/** A fault that lives inside a function, around a service's step. */
export interface StepFault {
  readonly name: string;
  /** One sentence for `evenkeel chaos list`. */
  readonly summary: string;
  readonly parameters: z.ZodMiniType;
  /** @throws when the parameters are not the fault's */
  bind(parameters: unknown): Hooks;
}

export function stepFault<Parameters>(definition: {
  readonly name: string;
  readonly summary: string;
  readonly parameters: z.ZodMiniType<Parameters>;
  readonly hooks: (parameters: Parameters) => Hooks;
}): StepFault {
  const { name, summary, parameters, hooks } = definition;
  return { name, summary, parameters, bind: (given) => hooks(parameters.parse(given)) };
}

/** Thrown in place of a crash. The service's own handling of an unknown error is what is under test. */
export class InjectedError extends Error {
  override readonly name = 'InjectedError';
}

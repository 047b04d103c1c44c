import type * as z from 'zod/mini';
import type { Attempts } from '../schemas/experiment.ts';
import type { StepRole } from '../system/saga.ts';

/** Where in a system a fault acts. */
interface Place {
  readonly service: string;
  readonly step: string;
}

/** The moment at which a hit happens, as the hit's log line names it. */
type Point = 'before-commit' | 'after-commit' | 'port' | 'delivery';

/** A fault about to hit one subject: what a hook receives. */
export interface Hit {
  /**
   * Announces that the fault is about to act: counts the attempt durably and logs the hit. On `false` the fault must not
   * act: the attempts of this correlation id are used up, or the attempt could not be counted.
   */
  readonly strike: (point: Point) => Promise<boolean>;
  /** A number in [0, 1) for a random choice, determined by seed, fault, correlation id and `what`. */
  readonly draw: (what: string) => number;
  /** Waits in real time. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * What a hit does to a saga that would have completed: it rolls the saga back, only delays it, or strands it: it then
 * stops until the reconciler finds it stuck and drives it to its end.
 */
export type Effect = 'rolls-back' | 'delays' | 'strands';

/** What a fault can act through. A release replaces a function's code, so it needs nothing of the function. */
export type HookName = 'delivery' | 'ports' | 'before' | 'afterCommit' | 'release';

/** A defective version of a function, and how it is deployed. */
export interface ReleasePlan {
  /** Name of the function, without the stage's prefix. */
  readonly functionName: string;
  readonly defect: 'throws' | 'slow' | 'code';
  /** Real milliseconds by which a slow version is late. */
  readonly ms?: number | undefined;
  /** The definition's release whose code the version runs. */
  readonly code?: string | undefined;
  /** Name of the function that checks a release before it receives traffic, without the stage's prefix. */
  readonly check?: string | undefined;
  /** Names of CodeDeploy's application and deployment group, and of the alias; by default those of evenkeel's construct. */
  readonly application?: string | undefined;
  readonly group?: string | undefined;
  readonly alias: string;
  /** Name of the deployment configuration. */
  readonly shift: string;
  /** How many calls of the function an operation makes at most, if nothing else calls it. */
  readonly callsPerOperation?: number | undefined;
  /** How the deployment must end. */
  readonly end: 'taken-back' | 'kept';
}

/** What a fault does with its parameters. Hooks that it does not need are absent. */
export interface Hooks {
  /** The one service and step the fault acts on. */
  readonly place: Place;
  readonly effect: (attempts: Attempts, role: StepRole) => Effect;
  /** Whether a hit stalls the stream that delivered it; the experiment must then state for how long. */
  readonly stalls?: boolean;
  /** Whether a hit ends the function without an answer, so that what it received comes again only after a timeout. */
  readonly crashes?: boolean;
  /** Replaces the delivery of one record or event. `deliver` passes it to the handler, and may be called repeatedly. */
  readonly delivery?: (hit: Hit, deliver: () => Promise<void>) => Promise<void>;
  /**
   * Returns the ports that the step receives instead of its own, or the same object if the port that the fault needs is
   * missing. The hook `before` is not called for a fault that has replaced a port.
   */
  readonly ports?: <Ports extends object>(ports: Ports, hit: Hit) => Ports;
  /** Called before the step: its store holds nothing of this call yet. */
  readonly before?: (hit: Hit) => Promise<void>;
  /** Called after the step has returned: its store has committed, but the caller has no reply yet. */
  readonly afterCommit?: (hit: Hit) => Promise<void>;
  /**
   * The runner deploys this version instead of arming the fault. Of the operations that the seed chooses, the fault hits
   * those that reach the version, and nobody can tell in advance which.
   */
  readonly release?: ReleasePlan;
}

/** A fault inside a function. */
export interface StepFault {
  readonly name: string;
  /** One sentence for `evenkeel chaos list`. */
  readonly summary: string;
  readonly parameters: z.ZodMiniType;
  /** The hooks it can act through; it acts through the first that is offered. */
  readonly needs: readonly HookName[];
  /** @throws when the fault does not take these parameters */
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

/** Thrown instead of a crash. The test is how the service handles an unknown error. */
export class InjectedError extends Error {
  override readonly name = 'InjectedError';
}

import * as z from 'zod/mini';
import { ChaosError } from '../errors.ts';
import type { HookName } from '../faults/index.ts';
import { lineOf, mistakesOf, mustBe, wording } from '../schemas/mistakes.ts';

/** The unit that faults hit or spare: each record of an event that has `Records`, and any other event as a whole. */
export type Subject<Event> = Event extends { Records: readonly (infer Record)[] } ? Record : Event;

/** The hooks that a handler can offer. Its ports are out of reach here; `withFaults` offers those. A release needs none. */
export type HandlerHook = Exclude<HookName, 'ports' | 'release'>;

export const HOOKS = ['delivery', 'before', 'afterCommit'] as const satisfies readonly HandlerHook[];

export interface ChaosOptions<Event> {
  /** The name by which the parameters of faults refer to the handler. */
  readonly service: string;
  /** Reads the correlation id of the operation that an event or record serves; undefined if it serves none. */
  readonly correlationId: (subject: Subject<Event>) => string | undefined;
  /** Reads what the handler is asked to do, if it does several things. The default is `handle`. */
  readonly step?: (subject: Subject<Event>) => string | undefined;
  /**
   * Whether the event source mapping accepts partial batch responses, so that a failing record can fail alone. By
   * default this is assumed once the handler has answered with one.
   */
  readonly partialResponses?: boolean;
  /**
   * The hooks to offer; by default all of them. If the handler contains a `withFaults`, offer only `delivery`: the step
   * offers the others, and a fault would otherwise act twice.
   */
  readonly hooks?: readonly HandlerHook[];
}

/** `withChaos` or `withFaults` was called with arguments that it does not accept. */
class ArgumentError extends ChaosError {
  override readonly name = 'ArgumentError';
}

const func = z.custom<(...given: never[]) => unknown>((value) => typeof value === 'function', {
  error: mustBe('a function'),
});
const service = z.string().check(z.minLength(1));

const ChaosArguments = z.object({
  handler: func,
  options: z.strictObject({
    service,
    correlationId: func,
    step: z.optional(func),
    partialResponses: z.optional(z.boolean()),
    hooks: z.optional(z.array(z.enum(HOOKS))),
  }),
});

const FaultsArguments = z.object({ service, step: func });

/** @throws ArgumentError naming every wrong argument and the choices */
export function checkChaosArguments(handler: unknown, options: unknown): void {
  check('withChaos(handler, options)', ChaosArguments, { handler, options });
}

/** @throws ArgumentError naming every wrong argument */
export function checkFaultsArguments(name: unknown, step: unknown): void {
  check('withFaults(service, step)', FaultsArguments, { service: name, step });
}

function check(call: string, schema: z.ZodMiniType, given: unknown): void {
  const { error } = schema.safeParse(given, wording);
  if (error === undefined) return;
  throw new ArgumentError(`${call}: ${mistakesOf(error.issues, 'option').map(lineOf).join('; ')}`);
}

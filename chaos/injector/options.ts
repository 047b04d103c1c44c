import * as z from 'zod/mini';
import { ChaosError } from '../errors.ts';
import type { HookName } from '../faults/index.ts';

/** What faults hit or spare as one: each record of an event that has `Records`, and any other event as a whole. */
export type Subject<Event> = Event extends { Records: readonly (infer Record)[] } ? Record : Event;

/** The hooks that a handler can offer. Its ports are out of reach here; `withFaults` offers those. */
export type HandlerHook = Exclude<HookName, 'ports'>;

export const HOOKS = ['delivery', 'before', 'afterCommit'] as const satisfies readonly HandlerHook[];

export interface ChaosOptions<Event> {
  /** The name by which the parameters of faults refer to the handler. */
  readonly service: string;
  /** Reads the correlation id of the operation that an event or record serves; undefined where it serves none. */
  readonly correlationId: (subject: Subject<Event>) => string | undefined;
  /** Reads what the handler is asked to do, where it does several things. The default is `handle`. */
  readonly step?: (subject: Subject<Event>) => string | undefined;
  /**
   * Whether the event source mapping accepts partial batch responses, so that a failing record can fail alone. By
   * default this is assumed once the handler has answered with one.
   */
  readonly partialResponses?: boolean;
  /**
   * The hooks to offer; by default all of them. Where the handler contains a `withFaults`, offer only `delivery`: the
   * step offers the others, and a fault would otherwise act twice.
   */
  readonly hooks?: readonly HandlerHook[];
}

/** `withChaos` or `withFaults` was called with arguments that it does not take. */
class ArgumentError extends ChaosError {
  override readonly name = 'ArgumentError';
}

const func = z.custom<(...given: never[]) => unknown>((value) => typeof value === 'function', 'must be a function');
const service = z.custom<string>((value) => typeof value === 'string' && value !== '', 'must be a non-empty string');

const ChaosArguments = z.object({
  handler: func,
  options: z.strictObject(
    {
      service,
      correlationId: func,
      step: z.optional(func),
      partialResponses: z.optional(z.boolean('must be true or false')),
      hooks: z.optional(z.array(z.enum(HOOKS, `must be one of ${HOOKS.join(', ')}`), 'must be an array')),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `unknown option ${issue.keys.join(', ')}; the options are service, correlationId, step, partialResponses, hooks`
          : 'must be an object with service and correlationId',
    },
  ),
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
  const { error } = schema.safeParse(given);
  if (error === undefined) return;
  const problems = error.issues.map(({ path, message }) =>
    message.startsWith('unknown option') ? message : `${placeOf(path)} ${message}`,
  );
  throw new ArgumentError(`${call}: ${problems.join('; ')}.`);
}

/** Such as `options.hooks[0]`. */
function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .slice(1);
}

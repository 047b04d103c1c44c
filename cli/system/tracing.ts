import * as z from 'zod';
import { usageFailure } from '../failure.ts';

const Tracing = z.enum(['off', 'otlp']).optional();

/**
 * Whether the functions of the system that ships with evenkeel trace on this machine, by EVENKEEL_TRACING; undefined to do
 * what its stage says.
 *
 * @throws CommandFailure exit 2 if the variable is anything else
 */
export function chosenTracing(environment: NodeJS.ProcessEnv): z.infer<typeof Tracing> {
  const given = environment['EVENKEEL_TRACING'];
  const parsed = Tracing.safeParse(given === '' ? undefined : given);
  if (parsed.success) return parsed.data;
  throw usageFailure(`EVENKEEL_TRACING must be otlp or off, not ${JSON.stringify(given)}`);
}

import type { Json } from '../data/json.ts';
import { withinLimit } from '../data/json.ts';
import type { StateOf, States } from '../language/states.ts';
import type { Visit } from './ports.ts';
import type { Query } from './query.ts';
import { Scope } from './scope.ts';
import type { MapItems } from './map-items.ts';
import { allOrFirstError } from './together.ts';

/** The maximum of AWS, which also applies if `MaxConcurrency` is 0 or absent. */
const MAX_CONCURRENCY = 40;

/** Runs the items inside this execution. The first item that fails stops the others. */
export async function runInline(
  state: StateOf<'Map'>,
  processor: States,
  { inputs, contexts }: MapItems,
  visit: Visit,
  query: Query,
): Promise<Json> {
  const { thread, name } = visit;
  const wanted = Number((await query.value('MaxConcurrency', state.MaxConcurrency, state.MaxConcurrencyPath)) ?? 0);
  const iterations = inputs.map((input, index) => async (signal: AbortSignal): Promise<Json> => {
    const trail = thread.trail.fork();
    trail.add('MapIterationStarted', { name, index });
    const inner = {
      ...thread,
      signal,
      trail,
      scope: new Scope(thread.scope),
      language: state.QueryLanguage ?? thread.language,
      context: { ...thread.context, ...contexts[index] },
    };
    try {
      const output = await thread.runStates(processor, input, inner);
      trail.add('MapIterationSucceeded', { name, index });
      return output;
    } catch (error) {
      trail.add(signal.aborted ? 'MapIterationAborted' : 'MapIterationFailed', { name, index });
      throw error;
    }
  });
  const atOnce = wanted === 0 ? MAX_CONCURRENCY : Math.min(wanted, MAX_CONCURRENCY);
  const results = await allOrFirstError(iterations, atOnce, thread.signal);
  return withinLimit(results, `The result of the map '${name}'`);
}

import type { Json } from '../../data/json.ts';
import type { StateOf, States } from '../../language/states.ts';
import { runtimeError } from '../../state-error.ts';
import { runDistributed } from '../distributed-map.ts';
import { runInline } from '../inline-map.ts';
import { itemsOf } from '../map-items.ts';
import type { Leaving, Visit } from '../ports.ts';
import type { Query } from '../query.ts';

export async function runMap(state: StateOf<'Map'>, visit: Visit, query: Query): Promise<Leaving> {
  const processor: States | undefined = state.ItemProcessor ?? state.Iterator;
  if (processor === undefined) throw runtimeError(`The map '${visit.name}' has no ItemProcessor`);
  const isDistributed = state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED';
  const items = await itemsOf(state, visit, query);
  visit.thread.trail.add('MapStateStarted', { length: items.inputs.length });
  const run = isDistributed ? runDistributed : runInline;
  let results: Json;
  try {
    results = await run(state, processor, items, visit, query);
  } catch (error) {
    visit.thread.trail.add('MapStateFailed', {});
    throw error;
  }
  visit.thread.trail.add('MapStateSucceeded');
  return { output: await query.leave(state, results), next: state.Next };
}

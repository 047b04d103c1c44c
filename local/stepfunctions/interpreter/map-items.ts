import { isList, type Json, type JsonObject } from '../data/json.ts';
import type { StateOf } from '../language/states.ts';
import { runtimeError } from '../state-error.ts';
import type { Visit } from './ports.ts';
import type { Query } from './query.ts';

/** The items of a map, as the states inside it receive them. */
export interface MapItems {
  readonly inputs: readonly Json[];
  /** `$$.Map` for each input. */
  readonly contexts: readonly JsonObject[];
}

/** @throws StateError States.Runtime unless the items are an array */
export async function itemsOf(state: StateOf<'Map'>, visit: Visit, query: Query): Promise<MapItems> {
  const root = query.input();
  const given = state.Items === undefined && state.ItemsPath === undefined ? root : await listed(state, query);
  if (!isList(given)) throw runtimeError(`The items of the map '${visit.name}' are not an array`);
  const contexts = given.map((Value, Index): JsonObject => ({ Map: { Item: { Index, Value } } }));
  const selector = state.ItemSelector ?? state.Parameters;
  const inputs: Json[] = [];
  for (const [at, item] of given.entries()) {
    inputs.push(
      selector === undefined ? item : ((await query.value('ItemSelector', selector, undefined, contexts[at])) ?? null),
    );
  }
  return { inputs, contexts };
}

const listed = async (state: StateOf<'Map'>, query: Query): Promise<Json> =>
  (await query.value(state.ItemsPath === undefined ? 'Items' : 'ItemsPath', state.Items, state.ItemsPath)) ?? null;

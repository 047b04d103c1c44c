import type { StateOf } from '../../language/states.ts';
import type { Leaving, Visit } from '../ports.ts';
import type { Query } from '../query.ts';

export async function runPass(state: StateOf<'Pass'>, _visit: Visit, query: Query): Promise<Leaving> {
  const result = state.Result ?? (await query.arguments(state));
  const isPlain = state.Result === undefined && state.Parameters === undefined;
  const output =
    isPlain && state.ResultPath === undefined ? await query.passOn(state) : await query.leave(state, result);
  return { output, next: state.Next };
}

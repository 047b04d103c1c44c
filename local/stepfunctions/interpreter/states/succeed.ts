import type { StateOf } from '../../language/states.ts';
import type { Leaving, Visit } from '../ports.ts';
import type { Query } from '../query.ts';

export async function runSucceed(state: StateOf<'Succeed'>, _visit: Visit, query: Query): Promise<Leaving> {
  return { output: await query.passOn(state) };
}

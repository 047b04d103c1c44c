import { textOf } from '../../data/json.ts';
import type { StateOf } from '../../language/states.ts';
import { StateError } from '../../state-error.ts';
import type { Leaving, Visit } from '../ports.ts';
import type { Query } from '../query.ts';

export async function runFail(state: StateOf<'Fail'>, _visit: Visit, query: Query): Promise<Leaving> {
  const error = await query.value('Error', state.Error, state.ErrorPath);
  const cause = await query.value('Cause', state.Cause, state.CausePath);
  throw new StateError(textOf(error ?? ''), textOf(cause ?? ''));
}

/** Runs a chain of states from its start to its end. */
import { type Json, withinLimit } from '../data/json.ts';
import type { State, States } from '../language/states.ts';
import { runtimeError, StateError } from '../state-error.ts';
import { withHandling } from './handling.ts';
import type { Leaving, Thread, Visit } from './ports.ts';
import { queryOf } from './query-of.ts';
import { runState } from './states/index.ts';

/** @throws StateError if a state fails; the signal's reason if the execution is stopped */
export async function runStates(
  { StartAt, States: states }: States,
  input: Json,
  within: Omit<Thread, 'runStates'>,
): Promise<Json> {
  const thread: Thread = { ...within, runStates };
  let name: string | undefined = StartAt;
  let value = input;
  while (name !== undefined) {
    thread.signal.throwIfAborted();
    const state: State | undefined = states[name];
    if (state === undefined) throw runtimeError(`There is no state '${name}'`);
    const leaving: Leaving = await visitState(name, state, value, thread);
    value = leaving.output;
    name = leaving.next;
  }
  return value;
}

async function visitState(name: string, state: State, input: Json, thread: Thread): Promise<Leaving> {
  const visit: Visit = { name, input, thread, enteredAt: thread.ports.clock.now(), retries: 0 };
  const { trail } = thread;
  const entered = trail.add(`${state.Type}StateEntered`, { name, input: JSON.stringify(input) });
  const query = queryOf(visit, state.QueryLanguage ?? thread.language, state.Type === 'Fail' ? {} : state);
  try {
    const leaving = await withHandling(state, visit, query, () => runState(state, visit, query));
    withinLimit(leaving.output, `The output of the state '${name}'`);
    trail.add(`${state.Type}StateExited`, { name, output: JSON.stringify(leaving.output) });
    return leaving;
  } catch (error) {
    throw located(error, name, entered);
  }
}

const EVALUATION: ReadonlySet<string> = new Set([
  'States.Runtime',
  'States.QueryEvaluationError',
  'States.IntrinsicFailure',
]);

/** Says which state failed, for errors that come from its definition. */
function located(error: unknown, name: string, entered: number): unknown {
  if (!(error instanceof StateError) || !EVALUATION.has(error.error)) return error;
  if (error.message.startsWith('An error occurred')) return error;
  const place = `An error occurred while executing the state '${name}' (entered at the event id #${entered}).`;
  return new StateError(error.error, `${place} ${error.message}`);
}

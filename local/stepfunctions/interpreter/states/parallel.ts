import { type Json, withinLimit } from '../../data/json.ts';
import type { StateOf } from '../../language/states.ts';
import { allOrFirstError } from '../together.ts';
import type { Leaving, Visit } from '../ports.ts';
import type { Query } from '../query.ts';
import { Scope } from '../scope.ts';

/** Runs every branch with the same input. The first branch that fails stops the others. */
export async function runParallel(state: StateOf<'Parallel'>, visit: Visit, query: Query): Promise<Leaving> {
  const { thread } = visit;
  const input = await query.arguments(state);
  thread.trail.add('ParallelStateStarted');
  const branches = state.Branches.map(
    (branch) =>
      (signal: AbortSignal): Promise<Json> =>
        thread.runStates(branch, input, {
          ...thread,
          signal,
          scope: new Scope(thread.scope),
          trail: thread.trail.fork(),
          language: branch.QueryLanguage ?? state.QueryLanguage ?? thread.language,
        }),
  );
  let results: Json;
  try {
    results = await allOrFirstError(branches, Infinity, thread.signal);
  } catch (error) {
    thread.trail.add('ParallelStateFailed', failureOf(error));
    throw error;
  }
  withinLimit(results, `The result of the state '${visit.name}'`);
  thread.trail.add('ParallelStateSucceeded');
  return { output: await query.leave(state, results), next: state.Next };
}

const failureOf = (error: unknown): { readonly cause: string } => ({ cause: String(error) });

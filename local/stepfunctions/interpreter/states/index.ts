/** What each type of state does. */
import type { State } from '../../language/states.ts';
import type { Leaving, Visit } from '../ports.ts';
import type { Query } from '../query.ts';
import { runChoice } from './choice.ts';
import { runFail } from './fail.ts';
import { runMap } from './map.ts';
import { runParallel } from './parallel.ts';
import { runPass } from './pass.ts';
import { runSucceed } from './succeed.ts';
import { runTask } from './task.ts';
import { runWait } from './wait.ts';

/** One attempt of the state. @throws StateError if it fails */
export function runState(state: State, visit: Visit, query: Query): Promise<Leaving> {
  switch (state.Type) {
    case 'Pass':
      return runPass(state, visit, query);
    case 'Task':
      return runTask(state, visit, query);
    case 'Choice':
      return runChoice(state, visit, query);
    case 'Wait':
      return runWait(state, visit, query);
    case 'Succeed':
      return runSucceed(state, visit, query);
    case 'Fail':
      return runFail(state, visit, query);
    case 'Parallel':
      return runParallel(state, visit, query);
    case 'Map':
      return runMap(state, visit, query);
  }
}

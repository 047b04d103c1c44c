/** The data flow of JSONata states: Arguments, Output, Assign. */
import { fillJsonata } from '../data/jsonata.ts';
import type { Json, JsonObject } from '../data/json.ts';
import { contextOf } from './context-object.ts';
import type { Visit } from './ports.ts';
import type { DataFlow, Query } from './query.ts';

export function jsonataQuery(visit: Visit): Query {
  const { input, thread } = visit;
  const { scope, ports } = thread;
  const fill = (template: Json, field: string, states: JsonObject = {}, more: JsonObject = {}): Promise<Json> =>
    fillJsonata(
      template,
      {
        states: { input, context: contextOf(visit, more), ...states },
        variables: scope.all(),
        now: ports.clock.now(),
        ports,
      },
      field,
    );
  /** Output and Assign both see the variables as they were before. */
  const leave = async (state: Pick<DataFlow, 'Output' | 'Assign'>, result: Json, states: JsonObject): Promise<Json> => {
    const output = state.Output === undefined ? result : await fill(state.Output, 'Output', states);
    if (state.Assign !== undefined) scope.assign((await fill(state.Assign, 'Assign', states)) as JsonObject);
    return output;
  };
  return {
    input: () => input,
    arguments: async ({ Arguments }) => (Arguments === undefined ? input : fill(Arguments, 'Arguments')),
    leave: (state, result) => leave(state, result, { result }),
    passOn: (state) => leave(state, input, {}),
    caught: (catcher, errorOutput) => leave(catcher, errorOutput, { errorOutput }),
    value: async (field, given, _path, more) => (given === undefined ? undefined : fill(given, field, {}, more)),
  };
}

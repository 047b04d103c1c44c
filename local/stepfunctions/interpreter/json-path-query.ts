/** The data flow of JSONPath states: InputPath, Parameters, ResultSelector, ResultPath, OutputPath. */
import type { Json, JsonObject } from '../data/json.ts';
import { type PathRoots, readPath, writePath } from '../data/json-path.ts';
import { dynamicValue, fillTemplate } from '../data/payload-template.ts';
import { contextOf } from './context-object.ts';
import type { Visit } from './ports.ts';
import type { DataFlow, Query } from './query.ts';

/** @param inputPath the state's InputPath; other paths select from what it selects */
export function jsonPathQuery(visit: Visit, inputPath: string | null | undefined): Query {
  const { input, thread } = visit;
  const { scope, ports } = thread;
  const roots = (root: Json, more: JsonObject = {}): PathRoots => ({
    input: root,
    context: contextOf(visit, more),
    variable: (name) => scope.get(name),
  });
  const at = (path: string | null | undefined, root: Json, field: string): Json => {
    if (path === null) return {};
    return path === undefined || path === '$' ? root : readPath(path, roots(root), field);
  };
  const effective = (): Json => at(inputPath, input, 'InputPath');
  const assign = ({ Assign }: Pick<DataFlow, 'Assign'>, root: Json): void => {
    if (Assign !== undefined) scope.assign(fillTemplate(Assign, roots(root), ports) as JsonObject);
  };
  const placed = (path: string | null | undefined, result: Json): Json => {
    if (path === null) return input;
    return path === undefined || path === '$' ? result : writePath(path, input, result);
  };
  return {
    input: effective,
    arguments(state) {
      const root = effective();
      return Promise.resolve(
        state.Parameters === undefined ? root : fillTemplate(state.Parameters, roots(root), ports),
      );
    },
    leave(state, result) {
      const selected =
        state.ResultSelector === undefined ? result : fillTemplate(state.ResultSelector, roots(result), ports);
      assign(state, result);
      return Promise.resolve(at(state.OutputPath, placed(state.ResultPath, selected), 'OutputPath'));
    },
    passOn(state) {
      const root = effective();
      assign(state, root);
      return Promise.resolve(at(state.OutputPath, root, 'OutputPath'));
    },
    caught(catcher, errorOutput) {
      assign(catcher, errorOutput);
      return Promise.resolve(placed(catcher.ResultPath, errorOutput));
    },
    value(field, given, path, more) {
      const from = roots(effective(), more);
      if (path !== undefined) return Promise.resolve(dynamicValue(path, from, ports, field));
      return Promise.resolve(given === undefined ? undefined : fillTemplate(given, from, ports));
    },
  };
}

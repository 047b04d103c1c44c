import type { Json, JsonObject } from '../../data/json.ts';
import { holds } from '../../language/condition.ts';
import type { StateOf } from '../../language/states.ts';
import { StateError } from '../../state-error.ts';
import { contextOf } from '../context-object.ts';
import type { Leaving, Visit } from '../ports.ts';
import type { Query } from '../query.ts';

/** A choice rule may assign variables and make an output of its own. */
type Rule = StateOf<'Choice'>['Choices'][number];

export async function runChoice(state: StateOf<'Choice'>, visit: Visit, query: Query): Promise<Leaving> {
  for (const rule of state.Choices) {
    if (!(await isMet(rule, visit, query))) continue;
    // A rule that is met assigns its own variables; those of the state go with its Default.
    const Assign = rule['Assign'] as JsonObject | undefined;
    return {
      output: await query.passOn({ ...state, Assign, Output: rule['Output'] ?? state.Output }),
      next: rule.Next,
    };
  }
  if (state.Default !== undefined) return { output: await query.passOn(state), next: state.Default };
  const cause = `Failed to transition out of the state '${visit.name}'. The state does not match any of the choices and has no Default.`;
  throw new StateError('States.NoChoiceMatched', cause);
}

async function isMet(rule: Rule, visit: Visit, query: Query): Promise<boolean> {
  const { scope } = visit.thread;
  if ('Condition' in rule) {
    const value: Json | undefined = await query.value('Condition', rule['Condition']);
    if (typeof value === 'boolean') return value;
    throw new StateError('States.QueryEvaluationError', `The Condition of the state '${visit.name}' is not a boolean`);
  }
  return holds(rule, {
    input: query.input(),
    context: contextOf(visit),
    variable: (name) => scope.get(name),
  });
}

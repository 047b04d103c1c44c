/** What one execution of a scheduled state machine does while there is nothing to do, by its definition. */
import * as z from 'zod';
import { functionOf, referencesIn, type Resources } from './resources.ts';

type Resource = Resources[number][1];

export interface RestingExecution {
  readonly transitions: number;
  /** The function of each task, in order. */
  readonly functions: readonly Resource[];
  readonly traced: boolean;
}

const Definition = z.object({
  StartAt: z.string(),
  States: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Resource: z.string().optional(),
      Next: z.string().optional(),
      Default: z.string().optional(),
    }),
  ),
});
type Definition = z.infer<typeof Definition>;

/** An execution begins and ends with a transition of its own. */
const AROUND = 2;

/**
 * Follows the states from the first one; a choice takes its default. Undefined if the target is no state machine whose
 * definition is in the template.
 */
export function restingExecution(target: unknown, resources: Resources): RestingExecution | undefined {
  const byId = new Map(resources);
  const machine = referencesIn(target)
    .map((id) => byId.get(id))
    .find((found) => found?.Type === 'AWS::StepFunctions::StateMachine');
  const definition = definitionOf(machine?.Properties?.['DefinitionString']);
  if (definition === undefined) return undefined;
  const visited = statesFrom(definition);
  const functions = visited.flatMap(({ Resource: of = '' }) => functionOf(referredIn(of), resources) ?? []);
  const traced = JSON.stringify(machine?.Properties?.['TracingConfiguration'] ?? {}).includes('true');
  return { transitions: visited.length + AROUND, functions, traced };
}

type State = Definition['States'][string];

function statesFrom({ StartAt, States }: Definition): readonly State[] {
  const visited = new Set<State>();
  let state: State | undefined = States[StartAt];
  while (state !== undefined && !visited.has(state)) {
    visited.add(state);
    const next: string | undefined = state.Next ?? state.Default;
    state = next === undefined ? undefined : States[next];
  }
  return [...visited];
}

/** The template joins the definition of texts and references; a reference is kept as text. */
function definitionOf(text: unknown): Definition | undefined {
  const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).safeParse(text).data;
  const [between, parts] = joined?.['Fn::Join'] ?? ['', [text]];
  const whole = parts.map((part) => (typeof part === 'string' ? part : `<${referencesIn(part).join()}>`)).join(between);
  try {
    return Definition.safeParse(JSON.parse(whole)).data;
  } catch {
    // It comes from elsewhere, such as a file in S3.
    return undefined;
  }
}

const referredIn = (text: string): unknown => {
  const [, id] = /<([^<>,]+)>/.exec(text) ?? [];
  return id === undefined ? undefined : { Ref: id };
};

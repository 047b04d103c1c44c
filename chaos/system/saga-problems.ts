/** Mistakes in how a saga, its steps and its journeys fit together. */
import { REQUEST_JOURNEY } from '../schemas/scenarios.ts';
import type { DefinitionDraft, SagaDraft } from './draft.ts';
import { NO_RECORD, placeNamed, stepsBefore } from './saga.ts';
import type { SystemProblem } from './system-error.ts';

type StepDrafts = NonNullable<DefinitionDraft['steps']>;
type Ends = NonNullable<SagaDraft['ends']>;

/** Requests that the system refused, those that start no saga, and those of which nothing says whether they do. */
const RESERVED_ENDS = ['refused', NO_RECORD, 'undecided'];

export function sagaProblems({ saga, steps = {}, journeys }: DefinitionDraft): SystemProblem[] {
  return [
    ...(saga === undefined
      ? []
      : [...participantProblems(saga), ...endProblems(saga), ...rollbackProblems(saga, steps)]),
    ...orderProblems(steps),
    ...journeyProblems(journeys, saga),
  ];
}

const chooseFrom = (names: readonly string[]): string =>
  `choose one of: ${names.length === 0 ? 'none are defined' : names.join(', ')}`;

function participantProblems({ participants, owner, ends = {} }: SagaDraft): SystemProblem[] {
  if (participants === undefined) return [];
  const names = Object.keys(participants);
  const choices = chooseFrom(names);
  return [
    ...(owner === undefined || names.includes(owner)
      ? []
      : [{ path: 'saga.owner', message: `${owner} is not a participant; ${choices}` }]),
    ...Object.entries(ends).flatMap(([end, states = {}]) => [
      ...Object.keys(states)
        .filter((participant) => !names.includes(participant))
        .map((participant) => ({
          path: `saga.ends.${end}.${participant}`,
          message: `is not a participant; ${choices}`,
        })),
      ...names
        .filter((participant) => states[participant] === undefined)
        .map((participant) => ({
          path: `saga.ends.${end}.${participant}`,
          message: 'is missing: name the states in which it may rest, or `none` for no record',
        })),
    ]),
    ...overlapProblems(names, ends),
  ];
}

/** Two ends must not allow the same states, or a saga in these states would have reached both. */
function overlapProblems(participants: readonly string[], ends: Ends): SystemProblem[] {
  const all = Object.entries(ends);
  return all.flatMap(([end, states], at) =>
    all.slice(0, at).flatMap(([other, otherStates]) => {
      const isShared =
        participants.length > 0 &&
        participants.every((participant) =>
          states?.[participant]?.some((state) => otherStates?.[participant]?.includes(state)),
        );
      return isShared ? [{ path: `saga.ends.${end}`, message: `has states that also lead to the end ${other}` }] : [];
    }),
  );
}

function endProblems({ ends, rollback }: SagaDraft): SystemProblem[] {
  if (ends === undefined) return [];
  const names = Object.keys(ends);
  return [
    ...names
      .filter((end) => RESERVED_ENDS.includes(end))
      .map((end) => ({
        path: `saga.ends.${end}`,
        message: 'is a name that predictions use themselves; choose another',
      })),
    ...(rollback === undefined || names.includes(rollback)
      ? []
      : [{ path: 'saga.rollback', message: `${rollback} is not an end; ${chooseFrom(names)}` }]),
  ];
}

/** Steps with these roles lead to the end of a rollback, or are a part of one. */
const ROLES_OF_ROLLBACK = ['prepare', 'rollback', 'drive'];

function rollbackProblems({ rollback, ends = {} }: SagaDraft, steps: StepDrafts): SystemProblem[] {
  if (rollback !== undefined) return [];
  const all = Object.entries(steps).flatMap(([service, own = {}]) =>
    Object.entries(own).map(([step, { role = '' }]) => ({ name: `${service}/${step}`, role })),
  );
  const needing = all.find(({ role }) => ROLES_OF_ROLLBACK.includes(role));
  if (needing === undefined) return [];
  const message = `is missing: the step ${needing.name} has the role ${needing.role}, so name the end of a saga that is rolled back; ${chooseFrom(Object.keys(ends))}`;
  return [{ path: 'saga.rollback', message }];
}

function orderProblems(steps: StepDrafts): SystemProblem[] {
  const orders: Record<string, Record<string, { readonly after: readonly string[] }>> = {};
  for (const [service, own = {}] of Object.entries(steps)) {
    orders[service] = {};
    for (const [step, { after = [] }] of Object.entries(own))
      orders[service][step] = { after: after.filter((earlier) => earlier !== undefined) };
  }
  const names = Object.entries(orders).flatMap(([service, own]) =>
    Object.keys(own).map((step) => `${service}/${step}`),
  );
  return Object.entries(orders).flatMap(([service, own]) =>
    Object.entries(own).flatMap(([step, { after }]) => {
      const path = `steps.${service}.${step}.after`;
      const unknown = after.filter((earlier) => !names.includes(placeNamed(earlier, service)));
      return [
        ...unknown.map((earlier) => ({ path, message: `${earlier} is not a step; ${chooseFrom(names)}` })),
        ...(stepsBefore(orders, { service, step }).has(`${service}/${step}`)
          ? [{ path, message: 'the step waits for itself' }]
          : []),
      ];
    }),
  );
}

function journeyProblems(journeys: DefinitionDraft['journeys'], saga: SagaDraft | undefined): SystemProblem[] {
  return Object.entries(journeys?.journeys ?? {}).flatMap(([journey, { end }]) => {
    const path = `journeys.journeys.${journey}`;
    if (journey === REQUEST_JOURNEY) {
      return [{ path, message: 'is the name of the journey that experiments describe themselves; choose another' }];
    }
    if (typeof end !== 'string') return [];
    if (saga === undefined) return [{ path: `${path}.end`, message: 'needs the definition of a saga; add `saga`' }];
    const ends = saga.ends === undefined ? [end] : Object.keys(saga.ends);
    return ends.includes(end) ? [] : [{ path: `${path}.end`, message: `${end} is not an end; ${chooseFrom(ends)}` }];
  });
}

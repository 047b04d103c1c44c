import * as z from 'zod';
import { mistakesOf, mustBe, wording } from '../schemas/mistakes.ts';
import { REQUEST_JOURNEY } from '../schemas/scenarios.ts';
import type { SystemDefinition } from './definition.ts';
import { NO_RECORD, placeNamed, stepsBefore } from './saga.ts';
import { SystemError, type SystemProblem } from './system-error.ts';
import type { StoreReconciliation } from './stores.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case words joined by hyphens');
const journeyName = z.string().regex(/^[a-z0-9_]+$/, 'must consist of lower-case letters, digits and _');
const text = z.string().min(1);
const func = z.custom<object>((value) => typeof value === 'function', { error: mustBe('a function') });
const optional = func.optional();
const reconciliation = z.custom<object>((value) => typeof value === 'function' || isReconciliation(value), {
  error: mustBe('the result of defineReconciliation, or a function that returns it'),
});
const list = <Item extends z.ZodType>(item: Item) => z.array(item);
const map = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value);

const Saga = z.strictObject({
  participants: map(z.strictObject({ view: text, state: text.optional(), correlationId: text.optional() })),
  owner: text,
  times: z.strictObject({ accepted: text, changed: text }),
  ends: map(map(list(text).min(1, 'must name at least one state, or `none` for no record'))),
  rollback: text.optional(),
  unfinished: optional,
  accepted: list(z.int().min(100).max(599)).min(1).optional(),
});

const DELIVERED = 'must be one of: stream, queue, request, false';

const Step = z.strictObject({
  role: z.enum(['prepare', 'commit', 'rollback', 'drive', 'other']),
  after: list(text).optional(),
  failureLimit: z.int().min(1).optional(),
  delivered: z.union([z.enum(['stream', 'queue', 'request']), z.literal(false)], DELIVERED).optional(),
  servesOperations: z.boolean().optional(),
});

const Journeys = z.strictObject({
  module: z.union([text, z.instanceof(URL)]),
  journeys: z.record(journeyName, z.strictObject({ end: text.nullable() })),
  data: optional,
});

const Invariant = z.looseObject({
  name,
  views: list(text),
  at: list(z.enum(['before', 'drained', 'end'])).min(1),
  judge: func,
});

const Definition = z.strictObject({
  name,
  reconciliation,
  evidence: optional,
  saga: Saga.optional(),
  invariants: list(Invariant).optional(),
  expect: z.strictObject({ request: func, orphan: optional }).optional(),
  steps: map(map(Step)).optional(),
  journeys: Journeys.optional(),
  profiles: list(z.looseObject({ name: text })).optional(),
  credentials: optional,
  seed: optional,
  warmUp: optional,
  drift: list(
    z.looseObject({ kind: name, summary: text, rule: func, candidates: func, seed: func, undo: func }),
  ).optional(),
  sabotages: list(z.looseObject({ name, culprit: text, expectedCheck: text, experiment: text })).optional(),
  synth: text.optional(),
});

/**
 * Describes a system to the harness: its stores and sagas, what must always hold, and how to load and break it. The
 * file `evenkeel.system.ts` exports what this returns as its default.
 *
 * @throws SystemError with every mistake and its path
 */
export function defineSystem<Reconciliation extends StoreReconciliation>(
  definition: SystemDefinition<Reconciliation>,
): SystemDefinition<Reconciliation> {
  const parsed = Definition.safeParse(definition, wording);
  const problems = parsed.success ? crossProblems(parsed.data) : mistakesOf(parsed.error.issues);
  if (problems.length > 0) throw new SystemError(nameOf(definition), problems);
  return definition;
}

/** Whether a value is, by its shape, what `defineReconciliation` returns. */
export function isReconciliation(value: unknown): value is StoreReconciliation {
  return typeof value === 'object' && value !== null && 'rules' in value && Array.isArray(value.rules);
}

type Parsed = z.infer<typeof Definition>;
type SagaShape = z.infer<typeof Saga>;
type StepShapes = NonNullable<Parsed['steps']>;

function nameOf(definition: unknown): string {
  const given = (definition as { readonly name?: unknown } | null | undefined)?.name;
  return typeof given === 'string' ? given : '(without a name)';
}

/** Mistakes across parts: parts that do not fit together, and names that the definition does not define. */
function crossProblems({
  saga,
  steps = {},
  journeys,
  invariants = [],
  drift = [],
  sabotages = [],
  profiles = [],
}: Parsed): SystemProblem[] {
  return [
    ...(saga === undefined ? [] : [...sagaProblems(saga), ...rollbackProblems(saga, steps)]),
    ...orderProblems(steps),
    ...(journeys === undefined ? [] : journeyProblems(journeys, saga)),
    ...repeated(
      'invariants',
      invariants.map((one) => one.name),
    ),
    ...repeated(
      'drift',
      drift.map(({ kind }) => kind),
    ),
    ...repeated(
      'sabotages',
      sabotages.map((one) => one.name),
    ),
    ...repeated(
      'profiles',
      profiles.map((one) => one.name),
    ),
  ];
}

/** Requests that the system refused, those that start no saga, and those of which nothing says whether they do. */
const RESERVED_ENDS = ['refused', NO_RECORD, 'undecided'];

function sagaProblems({ participants, owner, ends, rollback }: SagaShape): SystemProblem[] {
  const names = Object.keys(participants);
  const endNames = Object.keys(ends);
  const choices = `choose one of: ${names.join(', ') || 'none are defined'}`;
  return [
    ...(names.includes(owner) ? [] : [{ path: 'saga.owner', message: `${owner} is not a participant; ${choices}` }]),
    ...(rollback === undefined || endNames.includes(rollback)
      ? []
      : [
          {
            path: 'saga.rollback',
            message: `${rollback} is not an end; choose one of: ${endNames.join(', ') || 'none are defined'}`,
          },
        ]),
    ...endNames
      .filter((end) => RESERVED_ENDS.includes(end))
      .map((end) => ({
        path: `saga.ends.${end}`,
        message: 'is a name that predictions use themselves; choose another',
      })),
    ...Object.entries(ends).flatMap(([end, states]) => [
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

/** Steps with these roles lead to the end of a rollback, or are a part of one. */
const ROLES_OF_ROLLBACK = ['prepare', 'rollback', 'drive'];

function rollbackProblems(
  { rollback, ends }: Pick<SagaShape, 'rollback' | 'ends'>,
  steps: StepShapes,
): SystemProblem[] {
  if (rollback !== undefined) return [];
  const all = Object.entries(steps).flatMap(([service, own]) =>
    Object.entries(own).map(([step, { role }]) => ({ name: `${service}/${step}`, role })),
  );
  const needing = all.find(({ role }) => ROLES_OF_ROLLBACK.includes(role));
  if (needing === undefined) return [];
  const message = `is missing: the step ${needing.name} has the role ${needing.role}, so name the end of a saga that is rolled back; choose one of: ${Object.keys(ends).join(', ')}`;
  return [{ path: 'saga.rollback', message }];
}

function orderProblems(steps: StepShapes): SystemProblem[] {
  const names = Object.entries(steps).flatMap(([service, own]) => Object.keys(own).map((step) => `${service}/${step}`));
  return Object.entries(steps).flatMap(([service, own]) =>
    Object.entries(own).flatMap(([step, { after = [] }]) => {
      const path = `steps.${service}.${step}.after`;
      const unknown = after.filter((earlier) => !names.includes(placeNamed(earlier, service)));
      return [
        ...unknown.map((earlier) => ({
          path,
          message: `${earlier} is not a step; choose one of: ${names.join(', ')}`,
        })),
        ...(stepsBefore(steps, { service, step }).has(`${service}/${step}`)
          ? [{ path, message: 'the step waits for itself' }]
          : []),
      ];
    }),
  );
}

/** Two ends must not allow the same states, or a saga in these states would have reached both. */
function overlapProblems(participants: readonly string[], ends: SagaShape['ends']): SystemProblem[] {
  const all = Object.entries(ends);
  return all.flatMap(([end, states], at) =>
    all.slice(0, at).flatMap(([other, otherStates]) => {
      const isShared = participants.every((participant) =>
        states[participant]?.some((state) => otherStates[participant]?.includes(state)),
      );
      return isShared ? [{ path: `saga.ends.${end}`, message: `has states that also lead to the end ${other}` }] : [];
    }),
  );
}

function journeyProblems({ journeys }: z.infer<typeof Journeys>, saga: Parsed['saga']): SystemProblem[] {
  return Object.entries(journeys).flatMap(([journey, { end }]) => {
    const path = `journeys.journeys.${journey}`;
    if (journey === REQUEST_JOURNEY) {
      return [{ path, message: 'is the name of the journey that experiments describe themselves; choose another' }];
    }
    if (end === null) return [];
    if (saga === undefined) return [{ path: `${path}.end`, message: 'needs the definition of a saga; add `saga`' }];
    const ends = Object.keys(saga.ends);
    return ends.includes(end)
      ? []
      : [{ path: `${path}.end`, message: `${end} is not an end; choose one of: ${ends.join(', ')}` }];
  });
}

function repeated(list: string, names: readonly string[]): SystemProblem[] {
  return names.flatMap((one, at) =>
    names.indexOf(one) < at ? [{ path: `${list}[${at}]`, message: `${one} appears twice` }] : [],
  );
}

/** What a definition must look like, part by part. How the parts fit together is checked on a draft of it. */
import * as z from 'zod';
import { mustBe } from '../schemas/mistakes.ts';
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

const Step = z.strictObject({
  role: z.enum(['prepare', 'commit', 'rollback', 'drive', 'other']),
  after: list(text).optional(),
  failureLimit: z.int().min(1).optional(),
  delivered: z.literal(['stream', 'queue', 'request', false]).optional(),
  redeliverySeconds: z.strictObject({ failed: z.number().min(0), crashed: z.number().min(0) }).optional(),
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

export const Override = z.strictObject({ module: text, find: text, replace: z.string() });
export const Change = z.strictObject({ type: text, where: map(z.string()), set: map(z.unknown()).optional() });
export const Environment = z.strictObject({ functions: text, set: map(z.string()) });

const Sabotage = z.looseObject({
  name,
  culprit: text,
  expectedCheck: text,
  experiment: text,
  overrides: list(Override).optional(),
  changes: list(Change).optional(),
  environment: list(Environment).optional(),
  seen: optional,
});

export const Definition = z.strictObject({
  name,
  reconciliation,
  evidence: optional,
  saga: Saga.optional(),
  invariants: list(Invariant).optional(),
  expect: z
    .strictObject({
      request: func,
      elsewhere: optional,
      orphan: optional,
      earlier: optional,
      ended: optional,
      seeded: optional,
      views: optional,
      repeated: optional,
    })
    .optional(),
  steps: map(map(Step)).optional(),
  journeys: Journeys.optional(),
  profiles: list(z.looseObject({ name: text })).optional(),
  credentials: optional,
  seed: optional,
  warmUp: optional,
  drift: list(
    z.looseObject({ kind: name, summary: text, rule: func, candidates: func, seed: func, undo: func }),
  ).optional(),
  releases: list(z.looseObject({ name, summary: text, overrides: list(Override).min(1), drift: func })).optional(),
  sabotages: list(Sabotage).optional(),
  synth: text.optional(),
});

/** Whether a value is, by its shape, what `defineReconciliation` returns. */
export function isReconciliation(value: unknown): value is StoreReconciliation {
  return typeof value === 'object' && value !== null && 'rules' in value && Array.isArray(value.rules);
}

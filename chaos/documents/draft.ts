import * as z from 'zod';

/**
 * The readable parts of an experiment. A field of the wrong type is absent here; the full schema reports it. Validation
 * works on drafts, so that one mistake does not hide another.
 */
const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const list = <Item extends z.ZodType>(item: Item) => z.array(item).catch([]);
const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .object(shape)
    .partial()
    .catch({} as never);
const optional = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).partial().optional().catch(undefined);

const probe = object({
  probe: text,
  names: list(text),
  file: text,
  status: list(number),
  contains: text,
  atMost: z.unknown(),
  atLeast: z.unknown(),
});

export const Draft = object({
  system: text,
  steadyState: object({ before: list(probe), after: list(probe) }),
  stopConditions: list(object({ when: text, name: text, probe })),
  phases: list(
    object({
      name: text,
      seconds: number,
      drainSeconds: number,
      scenarios: list(object({ name: text, journey: text, request: z.unknown(), rate: number, near: text })),
    }),
  ),
  faults: list(
    object({
      id: text,
      fault: text,
      scenario: text,
      rate: number,
      iterations: z.array(z.number()).optional().catch(undefined),
      attempts: z.union([z.number(), z.string()]).optional().catch(undefined),
      leaseSeconds: number,
      stall: optional({ secondsPerHit: number, shards: number }),
      parameters: z.unknown(),
    }),
  ),
  drift: list(object({ id: text, parameters: z.unknown() })),
  regionFaults: list(object({ id: text, fault: text, phase: text, region: text })),
  reconcile: z.unknown(),
  expect: object({
    alarms: list(
      object({ name: text, cause: text, also: list(text), clears: z.boolean().optional().catch(undefined) }),
    ),
    outcomes: list(object({ scenario: text, hitBy: text, end: text })),
  }),
  budgets: object({ convergeSeconds: number }),
});

/** The readable parts of a plan. */
export const PlanDraft = object({ experiments: list(text) });

export type Draft = z.infer<typeof Draft>;
export type DraftFault = NonNullable<Draft['faults']>[number];
export type DraftPhase = NonNullable<Draft['phases']>[number];
export type DraftProbe = NonNullable<NonNullable<Draft['stopConditions']>[number]['probe']>;

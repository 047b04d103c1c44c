/**
 * The readable parts of a definition. A part of the wrong type is absent here; the full schema reports it. Checks of how
 * parts fit together work on drafts, so that one mistake does not hide another.
 */
import * as z from 'zod';
import type { TemplateChange } from '../sabotage/template-change.ts';
import { Change, Environment, Override } from './schema.ts';

const text = z.string().optional().catch(undefined);
const list = <Item extends z.ZodType>(item: Item) => z.array(item).catch([]);
const map = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value).optional().catch(undefined);
const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .object(shape)
    .partial()
    .catch({} as never);
/** Present if the definition has it, even if nothing of it is readable. */
const optional = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .object(shape)
    .partial()
    .optional()
    .catch({} as never);

const named = list(object({ name: text }));

export const DefinitionDraft = object({
  name: text,
  saga: optional({
    participants: map(object({ view: text, state: text, correlationId: text })),
    owner: text,
    times: object({ accepted: text, changed: text }),
    ends: map(map(list(text))),
    rollback: text,
  }),
  invariants: list(
    object({
      name: text,
      views: list(text),
      reads: list(z.object({ path: z.string(), view: z.string(), field: text })),
      mistakes: list(z.object({ path: z.string(), message: z.string() })),
    }),
  ),
  steps: map(map(object({ role: text, after: list(text) }))),
  journeys: optional({ journeys: map(object({ end: z.string().nullable().optional().catch(undefined) })) }),
  profiles: named,
  drift: list(object({ kind: text })),
  sabotages: list(
    object({
      name: text,
      expectedCheck: text,
      experiment: text,
      // An entry of the wrong shape keeps its place.
      overrides: list(Override.optional().catch(undefined)),
      changes: list(Change.optional().catch(undefined) as z.ZodType<TemplateChange | undefined>),
      environment: list(Environment.optional().catch(undefined)),
    }),
  ),
});

export type DefinitionDraft = z.infer<typeof DefinitionDraft>;
export type SagaDraft = NonNullable<DefinitionDraft['saga']>;

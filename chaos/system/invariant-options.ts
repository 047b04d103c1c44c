/**
 * Checks the options of the simple invariants. They are made while a definition is written, so a mistake must not throw:
 * `defineSystem` reports it together with all others.
 */
import * as z from 'zod';
import { type Mistake, mistakesOf, wording } from '../schemas/mistakes.ts';
import type { InvariantRead } from './invariant.ts';

interface CheckedOptions {
  readonly mistakes: readonly Mistake[];
  /** What the readable parts of the options read. */
  readonly reads: readonly InvariantRead[];
}

const text = z.string().min(1);
const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const where = z.record(z.string(), z.union([fieldValue, z.array(fieldValue).min(1)])).optional();

const TermOptions = z.strictObject({ view: text, field: text.optional(), where, by: text.optional() });

const ConservedOptions = z.strictObject({
  // Checked with the invariant, as those of an invariant of the definition's own are.
  name: z.unknown().optional(),
  at: z.unknown().optional(),
  sums: z
    .record(z.string(), z.array(TermOptions).min(1))
    .refine((sums) => Object.keys(sums).length >= 2, 'must be at least two sums, which are compared with each other'),
  per: z.enum(['key', 'total']).optional(),
});

const ExactlyOnceOptions = z.strictObject({
  name: z.unknown().optional(),
  at: z.unknown().optional(),
  view: text,
  by: z.array(text).min(1),
  where,
});

const readableText = z.string().optional().catch(undefined);
const readableWhere = z.record(z.string(), z.unknown()).optional().catch(undefined);
const TermDraft = z
  .object({ view: readableText, field: readableText, where: readableWhere, by: readableText })
  .catch({} as never);
const ConservedDraft = z
  .object({ sums: z.record(z.string(), z.array(TermDraft).catch([])).catch({}) })
  .catch({ sums: {} });
const ExactlyOnceDraft = z
  .object({ view: readableText, by: z.array(readableText).catch([]), where: readableWhere })
  .catch({ by: [] } as never);

/** @param options of `conserved`, of any shape */
export function conservedOptions(options: unknown): CheckedOptions {
  const reads = Object.entries(ConservedDraft.parse(options).sums).flatMap(([sum, terms]) =>
    terms.flatMap(({ view, field, where: filter, by }, at) =>
      readsOf(`sums.${sum}[${at}].`, view, [{ path: 'field', field }, ...fieldsIn(filter), { path: 'by', field: by }]),
    ),
  );
  return { mistakes: mistakesIn(ConservedOptions, options), reads };
}

/** @param options of `exactlyOnce`, of any shape */
export function exactlyOnceOptions(options: unknown): CheckedOptions {
  const { view, by, where: filter } = ExactlyOnceDraft.parse(options);
  const fields = by.map((field, at) => ({ path: `by[${at}]`, field }));
  return {
    mistakes: mistakesIn(ExactlyOnceOptions, options),
    reads: readsOf('', view, [...fields, ...fieldsIn(filter)]),
  };
}

const fieldsIn = (
  filter: Readonly<Record<string, unknown>> = {},
): { readonly path: string; readonly field: string }[] =>
  Object.keys(filter).map((field) => ({ path: `where.${field}`, field }));

function readsOf(
  prefix: string,
  view: string | undefined,
  fields: readonly { readonly path: string; readonly field: string | undefined }[],
): InvariantRead[] {
  if (view === undefined) return [];
  return [
    { path: `${prefix}view`, view },
    ...fields.flatMap(({ path, field }) => (field === undefined ? [] : [{ path: `${prefix}${path}`, view, field }])),
  ];
}

function mistakesIn(schema: z.ZodType, options: unknown): Mistake[] {
  const parsed = schema.safeParse(options, wording);
  return parsed.success ? [] : mistakesOf(parsed.error.issues);
}

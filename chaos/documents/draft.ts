import * as z from 'zod';

/**
 * An experiment as far as it can be read: a field of the wrong shape is absent, and the schema proper tells of it.
 * Cross checks work on drafts, so that one mistake does not hide another.
 */
const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const list = <Item extends z.ZodType>(item: Item) => z.array(item).catch([]);
const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .object(shape)
    .partial()
    .catch({} as never);

export const Draft = object({
  phases: list(
    object({
      name: text,
      seconds: number,
      drainSeconds: number,
      scenarios: list(object({ name: text, journey: text })),
    }),
  ),
  faults: list(
    object({
      id: text,
      fault: text,
      scenario: text,
      attempts: z.union([z.number(), z.string()]).optional().catch(undefined),
      leaseSeconds: number,
      parameters: z.unknown(),
    }),
  ),
  drift: list(object({ id: text, parameters: z.unknown() })),
  expect: object({ alarms: list(object({ name: text, cause: text })) }),
});

export type Draft = z.infer<typeof Draft>;

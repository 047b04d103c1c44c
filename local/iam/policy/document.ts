import * as z from 'zod';

const oneOrMany = z.union([z.string().transform((one) => [one]), z.array(z.string())]);

const principals = z.union([
  z.literal('*').transform((): Readonly<Record<string, string[]>> => ({ '*': ['*'] })),
  z.record(z.string(), oneOrMany),
]);

const conditionValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const conditionValues = z.union([conditionValue.transform((one) => [one]), z.array(conditionValue)]);

const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Action: oneOrMany.optional(),
    NotAction: oneOrMany.optional(),
    Resource: oneOrMany.optional(),
    NotResource: oneOrMany.optional(),
    Principal: principals.optional(),
    NotPrincipal: principals.optional(),
    /** Values by operator and condition key. */
    Condition: z.record(z.string(), z.record(z.string(), conditionValues)).default({}),
  })
  .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined), {
    message: 'needs either Action or NotAction',
  });
export type Statement = z.output<typeof statement>;

/** A policy document; a single action, resource, value or statement counts as a list of one. */
export const policyDocument = z.object({
  Version: z.string().default('2008-10-17'),
  Id: z.string().optional(),
  Statement: z.union([statement.transform((one) => [one]), z.array(statement)]),
});
export type PolicyDocument = z.output<typeof policyDocument>;

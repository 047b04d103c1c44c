import * as z from 'zod';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string().transform((id) => [id]), z.array(z.string())]).default([]),
  Condition: z.string().optional(),
  UpdatePolicy: z.object({ CodeDeployLambdaAliasUpdate: z.record(z.string(), z.unknown()).optional() }).optional(),
});
export type Resource = z.output<typeof resource>;

const output = z.object({
  Value: z.unknown(),
  Description: z.string().optional(),
  Condition: z.string().optional(),
  Export: z.object({ Name: z.unknown() }).optional(),
});

/** The supported parts of a CloudFormation template. */
export const template = z.object({
  Description: z.string().optional(),
  Parameters: z
    .record(
      z.string(),
      z.object({ Type: z.string(), Default: z.union([z.string(), z.number(), z.boolean()]).optional() }),
    )
    .default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), output).default({}),
});
export type Template = z.output<typeof template>;

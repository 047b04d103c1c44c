/** The parts of a CloudFormation template that the command reads. */
import * as z from 'zod';

export const Template = z.object({
  Resources: z
    .record(
      z.string(),
      z.object({
        Type: z.string(),
        Properties: z.record(z.string(), z.unknown()).optional(),
        Metadata: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .default({}),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
});
export type Template = z.infer<typeof Template>;

import * as z from 'zod';
import { compilePatterns } from './pattern.ts';

const whole = z.coerce.number().int();

const patternText = z.string().refine((text) => {
  try {
    compilePatterns([text]);
    return true;
  } catch {
    return false;
  }
}, 'not a pattern in the language of EventBridge, as far as it is read here');

/** AWS::Lambda::EventSourceMapping; -1 is how AWS writes "without limit". */
export const mappingProperties = z.object({
  EventSourceArn: z
    .string()
    .regex(/^arn:aws:(?:dynamodb|sqs):/u, 'only streams of DynamoDB and queues are sources here'),
  FunctionName: z.string(),
  Enabled: z.union([z.boolean(), z.stringbool()]).default(true),
  BatchSize: whole.min(1).max(10_000).optional(),
  MaximumBatchingWindowInSeconds: whole.min(0).max(300).default(0),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
  ParallelizationFactor: whole.min(1).max(10).default(1),
  BisectBatchOnFunctionError: z.union([z.boolean(), z.stringbool()]).default(false),
  MaximumRetryAttempts: whole.min(-1).max(10_000).default(-1),
  MaximumRecordAgeInSeconds: whole.min(-1).max(604_800).default(-1),
  FunctionResponseTypes: z.array(z.enum(['ReportBatchItemFailures'])).default([]),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: patternText })).max(5) }).optional(),
  DestinationConfig: z
    .object({
      OnFailure: z
        .object({ Destination: z.string().startsWith('arn:aws:sqs:', 'only queues take failures here') })
        .optional(),
    })
    .optional(),
  ScalingConfig: z.object({ MaximumConcurrency: whole.min(2).max(1000) }).optional(),
  TumblingWindowInSeconds: z.undefined({ error: 'tumbling windows are not simulated' }).optional(),
});

export type MappingProperties = z.output<typeof mappingProperties>;

/** The filter a mapping's criteria make. */
export const filterOf = ({ FilterCriteria }: MappingProperties) =>
  compilePatterns((FilterCriteria?.Filters ?? []).map(({ Pattern }) => Pattern));

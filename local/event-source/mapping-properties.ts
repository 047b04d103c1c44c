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
}, 'not a filter pattern, or one that uses an unsupported operator');

/** `AWS::Lambda::EventSourceMapping`. In AWS, -1 means "no limit". */
const properties = z.object({
  EventSourceArn: z
    .string()
    .regex(/^arn:aws:(?:dynamodb|sqs):/u, 'only DynamoDB streams and SQS queues are supported as sources'),
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
        .object({
          Destination: z
            .string()
            .startsWith('arn:aws:sqs:', 'only SQS queues are supported as on-failure destinations'),
        })
        .optional(),
    })
    .optional(),
  ScalingConfig: z.object({ MaximumConcurrency: whole.min(2).max(1000) }).optional(),
  TumblingWindowInSeconds: z.undefined({ error: 'tumbling windows are not simulated' }).optional(),
});

export type MappingProperties = z.output<typeof properties>;

/** A batch of a FIFO queue has at most ten messages, and is not gathered in a window. */
const MAX_FIFO_BATCH = 10;

export const mappingProperties = properties.superRefine((mapping, context) => {
  if (!mapping.EventSourceArn.endsWith('.fifo')) return;
  const problem = (name: string, message: string): void => {
    context.addIssue({ code: 'custom', path: [name], message });
  };
  if ((mapping.BatchSize ?? 0) > MAX_FIFO_BATCH) problem('BatchSize', 'at most 10 messages of a FIFO queue');
  if (mapping.MaximumBatchingWindowInSeconds > 0) {
    problem('MaximumBatchingWindowInSeconds', 'Batching window is not supported for FIFO queues');
  }
});

/** The filter that a mapping's criteria define. */
export const filterOf = ({ FilterCriteria }: MappingProperties) =>
  compilePatterns((FilterCriteria?.Filters ?? []).map(({ Pattern }) => Pattern));

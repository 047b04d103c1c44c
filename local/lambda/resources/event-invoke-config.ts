import * as z from 'zod';
import { parseArn, type ResourceType } from '../../core/index.ts';
import { DEFAULT_ASYNC_POLICY } from '../async-policy.ts';
import { demandDelivery, executionRole } from '../execution-role.ts';
import type { Lambda } from '../lambda.ts';

const destination = z
  .object({
    Destination: z
      .string()
      .refine(
        (arn) => ['sqs', 'lambda'].includes(parseArn(arn)?.service ?? ''),
        'only queues and functions are supported as destinations',
      ),
  })
  .optional();

const properties = z.object({
  FunctionName: z.string(),
  Qualifier: z.string(),
  MaximumRetryAttempts: z.coerce.number().int().min(0).max(2).default(DEFAULT_ASYNC_POLICY.maximumRetryAttempts),
  MaximumEventAgeInSeconds: z.coerce
    .number()
    .int()
    .min(60)
    .max(21_600)
    .default(DEFAULT_ASYNC_POLICY.maximumEventAgeSeconds),
  DestinationConfig: z.object({ OnSuccess: destination, OnFailure: destination }).optional(),
});

export const eventInvokeConfigType = (lambda: Lambda): ResourceType<z.output<typeof properties>> => ({
  type: 'AWS::Lambda::EventInvokeConfig',
  update: 'create',
  parse: (given) => properties.parse(given),
  create(parsed, { defaultName }) {
    const role = executionRole(lambda.site, lambda.registry.resolve(parsed.FunctionName).version);
    demandDelivery(role, parsed.DestinationConfig?.OnSuccess?.Destination);
    demandDelivery(role, parsed.DestinationConfig?.OnFailure?.Destination);
    lambda.registry.find(parsed.FunctionName).asyncPolicies.set(parsed.Qualifier, {
      maximumRetryAttempts: parsed.MaximumRetryAttempts,
      maximumEventAgeSeconds: parsed.MaximumEventAgeInSeconds,
      onSuccessArn: parsed.DestinationConfig?.OnSuccess?.Destination,
      onFailureArn: parsed.DestinationConfig?.OnFailure?.Destination,
    });
    return Promise.resolve({ ref: defaultName });
  },
});

import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { formatArn, type ResourceType, type Site } from '../core/index.ts';
import { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

/** Numbers in templates may be strings. */
const seconds = (max: number, defaultValue: number) => z.coerce.number().int().min(0).max(max).default(defaultValue);

const queueProperties = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: seconds(43_200, 30),
  DelaySeconds: seconds(900, 0),
  ReceiveMessageWaitTimeSeconds: seconds(20, 0),
  MessageRetentionPeriod: seconds(1_209_600, 345_600),
  RedrivePolicy: z
    .object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number().int().min(1) })
    .optional(),
  FifoQueue: z.literal(false, 'FIFO queues are not simulated').optional(),
  RedriveAllowPolicy: z.unknown().optional(),
  MaximumMessageSize: z.unknown().optional(),
  SqsManagedSseEnabled: z.unknown().optional(),
  KmsMasterKeyId: z.unknown().optional(),
  KmsDataKeyReusePeriodSeconds: z.unknown().optional(),
  Tags: z.unknown().optional(),
});
type QueueProperties = z.output<typeof queueProperties>;

/** `AWS::SQS::Queue`, for standard queues. */
export function queueType(queues: Queues, { region, accountId, baseUrl, clock }: Site): ResourceType<QueueProperties> {
  return {
    type: 'AWS::SQS::Queue',
    parse: (properties) => queueProperties.parse(properties),
    create: (properties, { defaultName }) => {
      const name = properties.QueueName ?? defaultName;
      const arn = formatArn({ service: 'sqs', region, accountId, resource: name });
      const url = `${baseUrl}/sqs/${accountId}/${name}`;
      const redrive = properties.RedrivePolicy && {
        deadLetterQueueArn: properties.RedrivePolicy.deadLetterTargetArn,
        maxReceiveCount: properties.RedrivePolicy.maxReceiveCount,
      };
      const settings = {
        visibilityTimeout: properties.VisibilityTimeout,
        delay: properties.DelaySeconds,
        receiveWait: properties.ReceiveMessageWaitTimeSeconds,
        retention: properties.MessageRetentionPeriod,
        redrive,
      };
      queues.add(new Queue({ name, arn, url, settings, createdAt: clock.now(), newId: randomUUID }));
      return Promise.resolve({ ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } });
    },
  };
}

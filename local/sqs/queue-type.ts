import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { formatArn, type ResourceType, type Site } from '../core/index.ts';
import type { FifoSettings } from './fifo.ts';
import { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

/** Numbers in templates may be strings. */
const seconds = (max: number, defaultValue: number) => z.coerce.number().int().min(0).max(max).default(defaultValue);
const boolean = z.union([z.boolean(), z.stringbool()]);

const SUFFIX = '.fifo';

const properties = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: seconds(43_200, 30),
  DelaySeconds: seconds(900, 0),
  ReceiveMessageWaitTimeSeconds: seconds(20, 0),
  MessageRetentionPeriod: seconds(1_209_600, 345_600),
  RedrivePolicy: z
    .object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number().int().min(1).max(1000) })
    .optional(),
  FifoQueue: boolean.default(false),
  ContentBasedDeduplication: boolean.optional(),
  DeduplicationScope: z.enum(['queue', 'messageGroup']).optional(),
  FifoThroughputLimit: z.enum(['perQueue', 'perMessageGroupId']).optional(),
  RedriveAllowPolicy: z.unknown().optional(),
  MaximumMessageSize: z.unknown().optional(),
  SqsManagedSseEnabled: z.unknown().optional(),
  KmsMasterKeyId: z.unknown().optional(),
  KmsDataKeyReusePeriodSeconds: z.unknown().optional(),
  Tags: z.unknown().optional(),
});
type QueueProperties = z.output<typeof properties>;

const queueProperties = properties.superRefine((queue, context) => {
  for (const message of typeProblems(queue)) context.addIssue({ code: 'custom', message });
});

/** What AWS rejects about the queue's type. */
function typeProblems(queue: QueueProperties): string[] {
  const { FifoQueue: isFifo, QueueName: name, RedrivePolicy: redrive } = queue;
  const problems: string[] = [];
  if (name !== undefined && name.endsWith(SUFFIX) !== isFifo) {
    problems.push(`the name of a FIFO queue, and of no other, ends with ${SUFFIX}`);
  }
  if (redrive !== undefined && redrive.deadLetterTargetArn.endsWith(SUFFIX) !== isFifo) {
    problems.push('Dead letter target must be same type of queue as the source');
  }
  const ofFifo = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'] as const;
  if (!isFifo && ofFifo.some((property) => queue[property] !== undefined)) {
    problems.push(`${ofFifo.join(', ')} are properties of FIFO queues`);
  }
  if (queue.FifoThroughputLimit === 'perMessageGroupId' && queue.DeduplicationScope !== 'messageGroup') {
    problems.push('FifoThroughputLimit perMessageGroupId requires DeduplicationScope messageGroup');
  }
  return problems;
}

const fifoOf = (queue: QueueProperties): FifoSettings | undefined =>
  queue.FifoQueue
    ? {
        contentBasedDeduplication: queue.ContentBasedDeduplication ?? false,
        deduplicationScope: queue.DeduplicationScope ?? 'queue',
        throughputLimit: queue.FifoThroughputLimit ?? 'perQueue',
      }
    : undefined;

/** `AWS::SQS::Queue`. */
export function queueType(queues: Queues, { region, accountId, baseUrl, clock }: Site): ResourceType<QueueProperties> {
  return {
    type: 'AWS::SQS::Queue',
    parse: (properties) => queueProperties.parse(properties),
    create: (properties, { defaultName }) => {
      const name = properties.QueueName ?? (properties.FifoQueue ? `${defaultName}${SUFFIX}` : defaultName);
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
        fifo: fifoOf(properties),
      };
      queues.add(new Queue({ name, arn, url, settings, createdAt: clock.now(), newId: randomUUID }));
      return Promise.resolve({ ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } });
    },
  };
}

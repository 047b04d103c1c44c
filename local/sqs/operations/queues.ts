import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { onQueue } from '../permission.ts';
import type { Queue } from '../queue.ts';
import type { Queues } from '../queues.ts';

const byUrl = z.object({ QueueUrl: z.string() });

function attributesOf({ arn, settings, createdAt }: Queue, counts: ReturnType<Queue['counts']>) {
  const created = String(Math.floor(createdAt / 1000));
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
    VisibilityTimeout: String(settings.visibilityTimeout),
    DelaySeconds: String(settings.delay),
    ReceiveMessageWaitTimeSeconds: String(settings.receiveWait),
    MessageRetentionPeriod: String(settings.retention),
    MaximumMessageSize: '1048576',
    ...(settings.fifo && {
      FifoQueue: 'true',
      ContentBasedDeduplication: String(settings.fifo.contentBasedDeduplication),
      DeduplicationScope: settings.fifo.deduplicationScope,
      FifoThroughputLimit: settings.fifo.throughputLimit,
    }),
    ...(settings.redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: settings.redrive.deadLetterQueueArn,
        maxReceiveCount: settings.redrive.maxReceiveCount,
      }),
    }),
  };
}

export const getQueueAttributes = defineOperation({
  name: 'GetQueueAttributes',
  input: byUrl.extend({ AttributeNames: z.array(z.string()).default([]) }),
  permissions: ({ QueueUrl }, account) => onQueue('GetQueueAttributes', QueueUrl, account),
  run: ({ QueueUrl, AttributeNames }, queues: Queues) => {
    const queue = queues.get(QueueUrl);
    const all = Object.entries(attributesOf(queue, queue.counts(queues.now())));
    const requested = all.filter(([name]) => AttributeNames.includes('All') || AttributeNames.includes(name));
    return { Attributes: requested.length === 0 ? undefined : Object.fromEntries(requested) };
  },
});

export const getQueueUrl = defineOperation({
  name: 'GetQueueUrl',
  input: z.object({ QueueName: z.string() }),
  permissions: ({ QueueName }, account) => onQueue('GetQueueUrl', QueueName, account),
  run: ({ QueueName }, queues: Queues) => ({ QueueUrl: queues.get(QueueName).url }),
});

export const listQueues = defineOperation({
  name: 'ListQueues',
  input: z.object({ QueueNamePrefix: z.string().default('') }),
  permissions: () => [{ action: 'sqs:ListQueues', resource: '*' }],
  run: ({ QueueNamePrefix }, queues: Queues) => ({
    QueueUrls: queues
      .all()
      .filter(({ name }) => name.startsWith(QueueNamePrefix))
      .map(({ url }) => url),
  }),
});

export const purgeQueue = defineOperation({
  name: 'PurgeQueue',
  input: byUrl,
  permissions: ({ QueueUrl }, account) => onQueue('PurgeQueue', QueueUrl, account),
  run: ({ QueueUrl }, queues: Queues) => {
    queues.get(QueueUrl).purge();
  },
});

import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

/** What Lambda, and the function itself, may do with a queue that the function consumes. */
const CONSUMING = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ChangeMessageVisibility',
] as const;

/**
 * A function halves what it received for the third time, and hands one half back: after three halvings, at the fifth and
 * sixth receive, it meets each of eight messages alone.
 */
const BATCH_SIZE = 8;

/** A message that was received so often is given up. */
const MAX_RECEIVES = 6;

/**
 * A message whose function crashed comes again after so many times the function's timeout. AWS recommends six times, so
 * that Lambda can repeat throttled invocations meanwhile; MAX_CONCURRENCY keeps them from being throttled.
 */
const TIMEOUTS_HIDDEN = 3;

/** Concurrent batches of one consumer; Lambda would otherwise take as many as there are groups. */
const MAX_CONCURRENCY = 10;

export interface OrderedQueueProps {
  /** Physical names: `<name>.fifo` and `<name>-dead-letters.fifo`. */
  readonly name: string;
  readonly consumer: ServiceFunction;
  readonly consumerTimeout: Duration;
}

/**
 * A FIFO queue that feeds one function, and the dead-letter queue for messages that the function failed on too often.
 * Both have high throughput: ids are compared within a group, and each group has its own limit.
 */
export class OrderedQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly deadLetters: sqs.Queue;

  constructor(scope: Construct, id: string, { name, consumer, consumerTimeout }: OrderedQueueProps) {
    super(scope, id);
    const fifo = {
      fifo: true,
      fifoThroughputLimit: sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
      deduplicationScope: sqs.DeduplicationScope.MESSAGE_GROUP,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    };
    this.deadLetters = new sqs.Queue(this, 'DeadLetters', {
      ...fifo,
      queueName: `${name}-dead-letters.fifo`,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.minutes(6),
    });
    this.queue = new sqs.Queue(this, 'Queue', {
      ...fifo,
      queueName: `${name}.fifo`,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(TIMEOUTS_HIDDEN * consumerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    consumer.function.addEnvironment('QUEUE_URL', this.queue.queueUrl);
    consumeQueue(consumer, 'From-queue', this.queue, MAX_CONCURRENCY);
  }
}

/** Lets a function consume a queue. It reports failures per message. */
export function consumeQueue(consumer: ServiceFunction, id: string, queue: sqs.IQueue, maxConcurrency?: number): void {
  consumer.allow(CONSUMING, [queue.queueArn]);
  const mapping = consumer.alias.addEventSourceMapping(id, {
    eventSourceArn: queue.queueArn,
    batchSize: BATCH_SIZE,
    reportBatchItemFailures: true,
    ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
  });
  mapping.node.addDependency(consumer.role.node.findChild('DefaultPolicy'));
}

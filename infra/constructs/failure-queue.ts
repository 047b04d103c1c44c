import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface FailureQueueProps {
  readonly queueName: string;
  /** How long a message stays hidden while a consumer works on it: six times the consumer's timeout. */
  readonly visibilityTimeout?: Duration;
  /** Where messages go that the consumer failed on too often. Without it, people look at this queue. */
  readonly redrive?: sqs.DeadLetterQueue;
}

/** A queue for what failed elsewhere: encrypted, TLS only, with the longest retention that SQS offers. */
export function failureQueue(scope: Construct, id: string, props: FailureQueueProps): sqs.Queue {
  return new sqs.Queue(scope, id, {
    queueName: props.queueName,
    retentionPeriod: Duration.days(14),
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    ...(props.visibilityTimeout === undefined ? {} : { visibilityTimeout: props.visibilityTimeout }),
    ...(props.redrive === undefined ? {} : { deadLetterQueue: props.redrive }),
  });
}

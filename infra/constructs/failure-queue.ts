import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface FailureQueueProps {
  readonly queueName: string;
  /** How long a consumer may hold a message; six times its time-out. */
  readonly visibilityTimeout?: Duration;
  /** Where a message goes that the consumer failed on too often. Absent: people look at this queue. */
  readonly redrive?: sqs.DeadLetterQueue;
}

/** A queue for what failed elsewhere: kept for the longest time SQS offers, encrypted, TLS only. */
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

import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface FailureQueueProps {
  readonly queueName: string;
  /** How long a message stays hidden while a consumer works on it: six times the consumer's timeout. */
  readonly visibilityTimeout?: Duration;
  /** Receives messages that the consumer failed on too often. Without it, people have to check this queue. */
  readonly redrive?: sqs.DeadLetterQueue;
}

/** A queue for messages that failed elsewhere: encrypted, TLS only, with SQS's longest retention. */
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

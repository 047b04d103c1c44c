import { type SQSClient, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { asError } from './as-error.ts';
import type { OrderedQueue } from './dispatch.ts';
import type { Log } from './logger.ts';

/** A FIFO queue to send to. */
export function orderedQueue(client: SQSClient, QueueUrl: string, log: Log): OrderedQueue {
  const name = QueueUrl.split('/').at(-1) ?? QueueUrl;
  return {
    name,
    async send(messages) {
      const Entries = messages.map(({ group, deduplicationId, body }, at) => ({
        Id: String(at),
        MessageGroupId: group,
        MessageDeduplicationId: deduplicationId,
        MessageBody: body,
      }));
      try {
        const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        return Failed.flatMap(({ Id }) => messages[Number(Id)] ?? []);
      } catch (thrown) {
        log.error('A queue accepts no records', { queue: name, error: asError(thrown) });
        return messages;
      }
    },
  };
}

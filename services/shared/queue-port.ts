import { ChangeMessageVisibilityBatchCommand, DeleteMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { asError } from './as-error.ts';
import type { Log } from './logger.ts';
import { tracedCalls } from './tracing/aws-calls.ts';

/** What a consumer does to the messages of its queue, besides answering which of them failed. */
export interface QueuePort {
  /** Deletes messages that are done, before the answer of the function does. */
  delete(messages: readonly SQSRecord[]): Promise<void>;
  /** Hides messages for this long from now on. */
  hide(messages: readonly SQSRecord[], seconds: number): Promise<void>;
}

/** Requests go where those of the other services go, whatever the URL of a queue says. */
export const sqs = (): SQSClient => tracedCalls(new SQSClient({ useQueueUrlAsEndpoint: false }));

/**
 * The port of one queue. If a call fails, the messages come again after the queue's visibility timeout: that costs time,
 * but breaks nothing, so the handler goes on.
 */
export function queuePort(client: SQSClient, QueueUrl: string, log: Log): QueuePort {
  const attempt = async (messages: readonly SQSRecord[], send: () => Promise<unknown>): Promise<void> => {
    if (messages.length === 0) return;
    try {
      await send();
    } catch (thrown) {
      log.warn('Messages could not be deleted or hidden', { queue: QueueUrl, error: asError(thrown) });
    }
  };
  const entry = ({ receiptHandle: ReceiptHandle }: SQSRecord, at: number) => ({ Id: String(at), ReceiptHandle });
  return {
    delete: (messages) =>
      attempt(messages, () => client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: messages.map(entry) }))),
    hide: (messages, seconds) =>
      attempt(messages, () => {
        const Entries = messages.map((message, at) => ({ ...entry(message, at), VisibilityTimeout: seconds }));
        return client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
      }),
  };
}

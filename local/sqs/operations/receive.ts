import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { md5, md5OfAttributes } from '../message.ts';
import { onQueue } from '../permission.ts';
import type { StoredMessage } from '../queue.ts';
import type { Queues } from '../queues.ts';
import { throttle } from './throttle.ts';

function systemAttributes(message: StoredMessage, senderId: string): Readonly<Record<string, string>> {
  const { groupId, deduplicationId, sequenceNumber, deadLetterSource } = message;
  return {
    SenderId: senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    ...(deadLetterSource !== undefined && { DeadLetterQueueSourceArn: deadLetterSource }),
  };
}

/** Selects the requested attributes, by name, by `All` or by a name prefix (`trace.*`). */
function pick<Value>(
  all: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> | undefined {
  const isRequested = (name: string): boolean =>
    names.some(
      (each) =>
        each === 'All' || each === '.*' || each === name || (each.endsWith('.*') && name.startsWith(each.slice(0, -1))),
    );
  const entries = Object.entries(all).filter(([name]) => isRequested(name));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

const input = z.object({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  WaitTimeSeconds: z.int().min(0).max(20).optional(),
  VisibilityTimeout: z.int().min(0).max(43_200).optional(),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.string()).default([]),
});

export const receiveMessage = defineOperation({
  name: 'ReceiveMessage',
  input,
  permissions: ({ QueueUrl }, account) => onQueue('ReceiveMessage', QueueUrl, account),
  run: async (request, queues: Queues) => {
    const queue = queues.get(request.QueueUrl);
    throttle(queue, 'ReceiveMessage', queues.now());
    const messages = await queues.receive(queue, {
      max: request.MaxNumberOfMessages,
      waitSeconds: request.WaitTimeSeconds ?? queue.settings.receiveWait,
      visibilitySeconds: request.VisibilityTimeout,
    });
    const senderId = queue.arn.split(':')[4] ?? '';
    const system = [...request.AttributeNames, ...request.MessageSystemAttributeNames];
    return {
      Messages: messages.map((message) => {
        const attributes = pick(message.attributes, request.MessageAttributeNames);
        return {
          MessageId: message.id,
          ReceiptHandle: message.receipt,
          Body: message.body,
          MD5OfBody: md5(message.body),
          Attributes: pick(systemAttributes(message, senderId), system),
          MessageAttributes: attributes,
          MD5OfMessageAttributes: attributes && md5OfAttributes(attributes),
        };
      }),
    };
  },
});

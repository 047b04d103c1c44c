import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { md5, md5OfAttributes } from '../message.ts';
import type { StoredMessage } from '../queue.ts';
import type { Queues } from '../queues.ts';

const systemAttributes = (message: StoredMessage, senderId: string): Readonly<Record<string, string>> => ({
  SenderId: senderId,
  SentTimestamp: String(message.sentAt),
  ApproximateReceiveCount: String(message.receives),
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
});

/** Only what was asked for, by name, by `All`, or by the start of a name (`trace.*`). */
function pick<Value>(
  all: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> | undefined {
  const asked = (name: string): boolean =>
    names.some(
      (each) =>
        each === 'All' || each === '.*' || each === name || (each.endsWith('.*') && name.startsWith(each.slice(0, -1))),
    );
  const entries = Object.entries(all).filter(([name]) => asked(name));
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
  run: async (asked, queues: Queues) => {
    const queue = queues.get(asked.QueueUrl);
    const messages = await queues.receive(queue, {
      max: asked.MaxNumberOfMessages,
      waitSeconds: asked.WaitTimeSeconds ?? queue.settings.receiveWait,
      visibilitySeconds: asked.VisibilityTimeout,
    });
    const senderId = queue.arn.split(':')[4] ?? '';
    const system = [...asked.AttributeNames, ...asked.MessageSystemAttributeNames];
    return {
      Messages: messages.map((message) => {
        const attributes = pick(message.attributes, asked.MessageAttributeNames);
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

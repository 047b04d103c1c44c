import * as z from 'zod';
import { defineOperation } from '../../core/index.ts';
import { md5, md5OfAttributes, messageAttributes } from '../message.ts';
import type { Queue } from '../queue.ts';
import type { Queues } from '../queues.ts';
import { messageSize, refuseTooLarge, refuseTooLong } from '../message-size.ts';
import { batch } from './batch.ts';

const message = z.object({
  MessageBody: z.string().min(1),
  DelaySeconds: z.int().min(0).max(900).optional(),
  MessageAttributes: messageAttributes.default({}),
});

function send(
  queues: Queues,
  queue: Queue,
  { MessageBody, DelaySeconds, MessageAttributes }: z.output<typeof message>,
) {
  refuseTooLarge(messageSize(MessageBody, MessageAttributes));
  const { id } = queues.send(queue, { body: MessageBody, attributes: MessageAttributes }, DelaySeconds);
  return {
    MessageId: id,
    MD5OfMessageBody: md5(MessageBody),
    MD5OfMessageAttributes: md5OfAttributes(MessageAttributes),
  };
}

export const sendMessage = defineOperation({
  name: 'SendMessage',
  input: message.extend({ QueueUrl: z.string() }),
  run: (input, queues: Queues) => send(queues, queues.get(input.QueueUrl), input),
});

export const sendMessageBatch = defineOperation({
  name: 'SendMessageBatch',
  input: z.object({ QueueUrl: z.string(), Entries: z.array(message.extend({ Id: z.string() })) }),
  run: ({ QueueUrl, Entries }, queues: Queues) => {
    const queue = queues.get(QueueUrl);
    refuseTooLong(Entries.map((entry) => messageSize(entry.MessageBody, entry.MessageAttributes)));
    return batch(Entries, (entry) => send(queues, queue, entry));
  },
});

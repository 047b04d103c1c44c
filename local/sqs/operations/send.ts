import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import { md5, md5OfAttributes, messageAttributes } from '../message.ts';
import type { Queue } from '../queue.ts';
import type { Queues } from '../queues.ts';
import { messageSize, refuseTooLarge, refuseTooLong } from '../message-size.ts';
import { onQueue } from '../permission.ts';
import { batch } from './batch.ts';
import { throttle } from './throttle.ts';

/** Letters, digits and punctuation of ASCII. */
const ID = /^[!-~]{1,128}$/;

const message = z.object({
  MessageBody: z.string().min(1),
  DelaySeconds: z.int().min(0).max(900).optional(),
  MessageAttributes: messageAttributes.default({}),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
});
type Message = z.output<typeof message>;

const invalid = (reason: string): AwsError => new AwsError('com.amazonaws.sqs#InvalidParameterValue', reason);

/** @throws AwsError if the queue's type does not take the message */
function assertTaken(queue: Queue, { DelaySeconds, MessageGroupId, MessageDeduplicationId }: Message): void {
  const badId = Object.entries({ MessageGroupId, MessageDeduplicationId }).find(
    ([, id]) => id !== undefined && !ID.test(id),
  );
  if (badId) {
    const [name, id] = badId;
    throw invalid(
      `Value ${id ?? ''} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
  }
  const notOfThisType = 'Reason: The request include parameter that is not valid for this queue type.';
  if (!queue.settings.fifo) {
    if (MessageDeduplicationId === undefined) return;
    throw invalid(`Value ${MessageDeduplicationId} for parameter MessageDeduplicationId is invalid. ${notOfThisType}`);
  }
  if (MessageGroupId === undefined) {
    throw new AwsError('com.amazonaws.sqs#MissingParameter', 'The request must contain the parameter MessageGroupId.');
  }
  if (MessageDeduplicationId === undefined && !queue.settings.fifo.contentBasedDeduplication) {
    throw invalid(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  if (DelaySeconds !== undefined && DelaySeconds > 0) {
    throw invalid(`Value ${String(DelaySeconds)} for parameter DelaySeconds is invalid. ${notOfThisType}`);
  }
}

function send(queues: Queues, queue: Queue, entry: Message) {
  const { MessageBody, DelaySeconds, MessageAttributes, MessageGroupId, MessageDeduplicationId } = entry;
  refuseTooLarge(messageSize(MessageBody, MessageAttributes));
  assertTaken(queue, entry);
  const content = {
    body: MessageBody,
    attributes: MessageAttributes,
    groupId: MessageGroupId,
    deduplicationId: MessageDeduplicationId,
  };
  const { id, sequenceNumber } = queues.send(queue, content, queue.fifo ? undefined : DelaySeconds);
  return {
    MessageId: id,
    MD5OfMessageBody: md5(MessageBody),
    MD5OfMessageAttributes: md5OfAttributes(MessageAttributes),
    SequenceNumber: sequenceNumber,
  };
}

export const sendMessage = defineOperation({
  name: 'SendMessage',
  input: message.extend({ QueueUrl: z.string() }),
  permissions: ({ QueueUrl }, account) => onQueue('SendMessage', QueueUrl, account),
  run: (input, queues: Queues) => {
    const queue = queues.get(input.QueueUrl);
    throttle(queue, 'SendMessage', queues.now());
    return send(queues, queue, input);
  },
});

export const sendMessageBatch = defineOperation({
  name: 'SendMessageBatch',
  input: z.object({ QueueUrl: z.string(), Entries: z.array(message.extend({ Id: z.string() })) }),
  permissions: ({ QueueUrl }, account) => onQueue('SendMessage', QueueUrl, account),
  run: ({ QueueUrl, Entries }, queues: Queues) => {
    const queue = queues.get(QueueUrl);
    throttle(queue, 'SendMessage', queues.now());
    refuseTooLong(Entries.map((entry) => messageSize(entry.MessageBody, entry.MessageAttributes)));
    return batch(Entries, (entry) => send(queues, queue, entry));
  },
});

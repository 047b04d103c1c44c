import * as z from 'zod';
import { AwsError, defineOperation } from '../../core/index.ts';
import type { Queue } from '../queue.ts';
import type { Queues } from '../queues.ts';
import { onQueue } from '../permission.ts';
import { batch } from './batch.ts';

const receipt = z.object({ ReceiptHandle: z.string() });
const visibility = receipt.extend({ VisibilityTimeout: z.int().min(0).max(43_200) });
const entriesOf = <Shape extends z.ZodRawShape>(entry: z.ZodObject<Shape>) =>
  z.object({ QueueUrl: z.string(), Entries: z.array(entry.extend({ Id: z.string() })) });

function changeVisibility(queues: Queues, queue: Queue, change: z.output<typeof visibility>): object {
  if (queues.changeVisibility(queue, change.ReceiptHandle, change.VisibilityTimeout)) return {};
  throw new AwsError(
    'com.amazonaws.sqs#MessageNotInflight',
    "The specified message isn't in flight: it was deleted, or its visibility timeout has passed.",
  );
}

function remove(queues: Queues, queue: Queue, { ReceiptHandle }: z.output<typeof receipt>): object {
  if (queues.delete(queue, ReceiptHandle)) return {};
  throw new AwsError(
    'com.amazonaws.sqs#InvalidParameterValue',
    `Value ${ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  );
}

export const deleteMessage = defineOperation({
  name: 'DeleteMessage',
  input: receipt.extend({ QueueUrl: z.string() }),
  permissions: ({ QueueUrl }, account) => onQueue('DeleteMessage', QueueUrl, account),
  run: ({ QueueUrl, ReceiptHandle }, queues: Queues) => {
    remove(queues, queues.get(QueueUrl), { ReceiptHandle });
  },
});

export const deleteMessageBatch = defineOperation({
  name: 'DeleteMessageBatch',
  input: entriesOf(receipt),
  permissions: ({ QueueUrl }, account) => onQueue('DeleteMessage', QueueUrl, account),
  run: ({ QueueUrl, Entries }, queues: Queues) => {
    const queue = queues.get(QueueUrl);
    return batch(Entries, (entry) => ({ ...remove(queues, queue, entry) }));
  },
});

export const changeMessageVisibility = defineOperation({
  name: 'ChangeMessageVisibility',
  input: visibility.extend({ QueueUrl: z.string() }),
  permissions: ({ QueueUrl }, account) => onQueue('ChangeMessageVisibility', QueueUrl, account),
  run: (input, queues: Queues) => changeVisibility(queues, queues.get(input.QueueUrl), input),
});

export const changeMessageVisibilityBatch = defineOperation({
  name: 'ChangeMessageVisibilityBatch',
  input: entriesOf(visibility),
  permissions: ({ QueueUrl }, account) => onQueue('ChangeMessageVisibility', QueueUrl, account),
  run: ({ QueueUrl, Entries }, queues: Queues) => {
    const queue = queues.get(QueueUrl);
    return batch(Entries, (entry) => ({ ...changeVisibility(queues, queue, entry) }));
  },
});

/** The simulated operations of the SQS API. */
import type { Operation } from '../../core/index.ts';
import type { Queues } from '../queues.ts';
import { getQueueAttributes, getQueueUrl, listQueues, purgeQueue } from './queues.ts';
import { receiveMessage } from './receive.ts';
import { sendMessage, sendMessageBatch } from './send.ts';
import { changeMessageVisibility, changeMessageVisibilityBatch, deleteMessage, deleteMessageBatch } from './settle.ts';

export const operations: readonly Operation<Queues>[] = [
  sendMessage,
  sendMessageBatch,
  receiveMessage,
  deleteMessage,
  deleteMessageBatch,
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  getQueueAttributes,
  getQueueUrl,
  listQueues,
  purgeQueue,
];

/**
 * Adapts batches of a FIFO queue to a function of one change. Each message holds one stream record, and its group is the
 * record's correlation id. Messages of a group are handled in order, groups concurrently. At the first failure of a group
 * the rest of it fails too, so that nothing of it is delivered out of order; other groups are not affected.
 *
 * Lambda does not halve a batch of a queue to find the message that crashes a function. So this does: of the groups that
 * keep coming back, it handles the first half and hands the others back.
 */
import type { Context, SQSRecord } from 'aws-lambda';
import { asError } from './as-error.ts';
import { type Change, parseRecordText } from './change.ts';
import { type ChangeConsumer, consume } from './consume.ts';
import { groupBy } from './group-by.ts';
import type { QueueHandler } from './handlers.ts';
import type { QueuePort } from './queue-port.ts';

export interface QueueConsumer extends ChangeConsumer {
  /** The queue from which the messages come. */
  readonly queue: QueuePort;
}

/** Seconds after which suspects come again that were handed back untried. */
const HANDED_BACK_SECONDS = 1;

/** Seconds between the end of an invocation that crashed and the next delivery of its messages. */
const AFTER_CRASH_SECONDS = 2;

const MAX_PAUSE_SECONDS = 30;

type Group = readonly SQSRecord[];

export function queueHandler(consumer: QueueConsumer): QueueHandler {
  return async ({ Records }, context) => {
    const groups = groupBy(Records, groupOf);
    const ordinary = groups.filter((group) => !isSuspect(group));
    // Those that have come most often are tried first, because their queue gives them up first.
    const suspects = groups.filter(isSuspect).toSorted((one, other) => receivesOf(other) - receivesOf(one));
    const failed = await consumeAll(ordinary, consumer);
    const handedBack = await prepareForCrash({ ordinary, failed, suspects }, consumer, context);
    failed.push(...(await consumeAll(suspects.slice(0, suspects.length - handedBack.length), consumer)));
    await pause(failed, consumer);
    const again = [...failed, ...handedBack].flat();
    return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

const groupOf = ({ attributes, messageId }: SQSRecord): string => attributes.MessageGroupId ?? messageId;

const receivesOf = (group: Group): number =>
  Math.max(...group.map(({ attributes }) => Number(attributes.ApproximateReceiveCount)));

/** Whether the group came back more often than one failure explains, so that it may be what crashes the function. */
const isSuspect = (group: Group): boolean => receivesOf(group) > 2;

/**
 * Handles all groups at once; a batch of a FIFO queue has at most ten messages.
 *
 * @returns the parts of groups that must be delivered again
 */
async function consumeAll(groups: readonly Group[], consumer: QueueConsumer): Promise<Group[]> {
  const left = await Promise.all(groups.map((group) => consumeInOrder(group, consumer)));
  return left.filter((group) => group.length > 0);
}

/** @returns the failed message and the ones after it */
async function consumeInOrder(group: Group, consumer: QueueConsumer): Promise<Group> {
  for (const [index, message] of group.entries()) {
    const change = changeIn(message, consumer);
    if (change === undefined || !(await consume(change, consumer, message.eventSourceARN))) return group.slice(index);
  }
  return [];
}

function changeIn({ body, messageId }: SQSRecord, { log }: QueueConsumer): Change | undefined {
  try {
    return parseRecordText(body);
  } catch (thrown) {
    log.error('A message holds no stream record', { messageId, error: asError(thrown) });
    return undefined;
  }
}

/**
 * Limits what a crash of the function costs before suspects are handled: messages that are done are deleted, because the
 * crash would lose the answer, and half of the suspects are handed back.
 *
 * @returns the groups that were handed back
 */
async function prepareForCrash(
  batch: {
    readonly ordinary: readonly Group[];
    readonly failed: readonly Group[];
    readonly suspects: readonly Group[];
  },
  { queue }: QueueConsumer,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<Group[]> {
  const { ordinary, failed, suspects } = batch;
  if (suspects.length === 0) return [];
  const left = new Set(failed.flat());
  await queue.delete(ordinary.flat().filter((message) => !left.has(message)));
  const half = Math.ceil(suspects.length / 2);
  const handedBack = suspects.slice(half);
  const untilCertainlyOver = Math.ceil(context.getRemainingTimeInMillis() / 1000) + AFTER_CRASH_SECONDS;
  await queue.hide(suspects.slice(0, half).flat(), untilCertainlyOver);
  await queue.hide(handedBack.flat(), HANDED_BACK_SECONDS);
  return handedBack;
}

/** Lets failed groups come again after a pause that doubles with each delivery, rather than after the visibility timeout. */
async function pause(failed: readonly Group[], { queue }: QueueConsumer): Promise<void> {
  for (const group of failed) {
    await queue.hide(group, Math.min(MAX_PAUSE_SECONDS, 2 ** (receivesOf(group) - 1)));
  }
}

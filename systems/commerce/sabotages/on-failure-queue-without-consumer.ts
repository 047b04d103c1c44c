import { maxQueueDepth, type Sabotage } from '@evenkeel/chaos/sabotage';

/**
 * The error table's mapping gives up on a record after its first failure, so that the queue receives messages within one
 * experiment. With a consumer this is harmless, because it files the record again.
 */
export const onFailureQueueWithoutConsumer: Sabotage = {
  name: 'on-failure-queue-without-consumer',
  culprit: 'Records that the mappings give up on stay in the on-failure queue, because it has no consumer.',
  expectedCheck: 'sagas-at-rest',
  experiment: 'rollback_stumbles',
  changes: [
    {
      type: 'AWS::Lambda::EventSourceMapping',
      where: { EventSourceArn: '^TransactionsUndelivered[0-9A-F]+$' },
    },
    {
      type: 'AWS::Lambda::EventSourceMapping',
      where: { EventSourceArn: 'streamstransactionserrors' },
      set: { MaximumRetryAttempts: 0 },
    },
  ],
  async seen(deployed) {
    const messages = await maxQueueDepth(deployed, 'undelivered');
    return messages > 0 ? `the queue undelivered had ${messages} messages` : undefined;
  },
};

import { deepest } from '../deployed.ts';
import type { Sabotage } from '../sabotage.ts';

/**
 * The error table's mapping gives a record up at its first failure, so that the queue is reached within an
 * experiment. With a consumer that is harmless: it files the record again.
 */
export const onFailureQueueWithoutConsumer: Sabotage = {
  name: 'on-failure-queue-without-consumer',
  culprit: 'What mappings give up on lies in the on-failure queue, and nobody takes it from there.',
  expectedCheck: 'sagas-at-rest',
  experiment: 'rollback_stumbles',
  changes: [
    {
      type: 'AWS::Lambda::EventSourceMapping',
      where: { EventSourceArn: '^TransactionsUndelivered[0-9A-F]+$' },
    },
    {
      type: 'AWS::Lambda::EventSourceMapping',
      where: { EventSourceArn: 'Tabletransactionserrors[0-9A-F]+StreamArn' },
      set: { MaximumRetryAttempts: 0 },
    },
  ],
  async seen(deployed) {
    const messages = await deepest(deployed, 'undelivered');
    return messages > 0 ? `${messages} messages lay in the queue undelivered` : undefined;
  },
};

import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { systemClock } from '../../shared/clock.ts';
import { errorTable } from '../../shared/filing.ts';
import type { QueueHandler } from '../../shared/handlers.ts';
import { dynamo } from '../../shared/items.ts';
import { lazily } from '../../shared/lazily.ts';
import { createLog } from '../../shared/logger.ts';
import { counter } from '../../shared/metrics.ts';
import { undeliveredEnvironment } from '../environment.ts';
import { refiler } from '../refile.ts';
import { fetchRange, type StreamRange } from '../stream-range.ts';
import { handleDeadLetter, handleNotice } from '../undelivered.ts';

/**
 * Files what was given up: the records that mappings of streams report to the on-failure queue, and the ones in the
 * dead-letter queues of the services' FIFO queues.
 */
export const transactionsUndelivered = (): QueueHandler =>
  lazily(() => {
    const env = undeliveredEnvironment();
    const client = dynamo();
    const streams = new DynamoDBStreamsClient({});
    const log = createLog(env.SERVICE);
    const ports = {
      fetch: (range: StreamRange) => fetchRange(streams, range, { now: () => performance.now(), sleep }),
      errorsTable: env.ERRORS_TABLE,
      copyTables: env.COPY_TABLES,
      file: errorTable(client, env.ERRORS_TABLE, systemClock),
      refile: refiler(client, env.ERRORS_TABLE, systemClock),
      log,
      count: counter(env.STAGE, systemClock),
    };
    return async ({ Records }) => {
      const batchItemFailures: { itemIdentifier: string }[] = [];
      for (const { body, messageId, eventSourceARN } of Records) {
        const queue = eventSourceARN.split(':').at(-1) ?? '';
        try {
          if (queue.endsWith('.fifo')) await handleDeadLetter(body, queue, ports);
          else await handleNotice(JSON.parse(body), ports);
        } catch (error) {
          log.error('A message about an undelivered record could not be handled', { messageId, queue, error });
          batchItemFailures.push({ itemIdentifier: messageId });
        }
      }
      return { batchItemFailures };
    };
  });

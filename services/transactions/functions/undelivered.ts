import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { systemClock } from '../../shared/clock.ts';
import { errorTable } from '../../shared/filing.ts';
import { dynamo } from '../../shared/items.ts';
import { lazily } from '../../shared/lazily.ts';
import { createLog } from '../../shared/logger.ts';
import { counter } from '../../shared/metrics.ts';
import { undeliveredEnvironment } from '../environment.ts';
import { refiler } from '../refile.ts';
import { fetchRange, type StreamRange } from '../stream-range.ts';
import { handleNotice } from '../undelivered.ts';

/** Consumes the on-failure queue and files the records that event source mappings gave up on. */
export const transactionsUndelivered = (): ((event: SQSEvent, context: Context) => Promise<SQSBatchResponse>) =>
  lazily(() => {
    const env = undeliveredEnvironment();
    const client = dynamo();
    const streams = new DynamoDBStreamsClient({});
    const log = createLog(env.SERVICE);
    const ports = {
      fetch: (range: StreamRange) => fetchRange(streams, range, { now: () => performance.now(), sleep }),
      errorsTable: env.ERRORS_TABLE,
      file: errorTable(client, env.ERRORS_TABLE, systemClock),
      refile: refiler(client, env.ERRORS_TABLE, systemClock),
      log,
      count: counter(env.STAGE, systemClock),
    };
    return async ({ Records }) => {
      const batchItemFailures: { itemIdentifier: string }[] = [];
      for (const { body, messageId } of Records) {
        try {
          await handleNotice(JSON.parse(body), ports);
        } catch (error) {
          log.error('A message of the on-failure queue could not be handled', { messageId, error });
          batchItemFailures.push({ itemIdentifier: messageId });
        }
      }
      return { batchItemFailures };
    };
  });

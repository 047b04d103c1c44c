import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { StreamSpec } from '../catalogue/function-spec.ts';
import type { ServiceFunction } from './service-function.ts';

/** After this many failures of one correlation id in one step, the id is filed and the stream moves on. */
export const FAILURE_LIMIT = 3;

/**
 * Retries of a batch. A record that keeps failing is filed after FAILURE_LIMIT attempts, so this is enough for several
 * such records in one batch. A batch that still fails after that is undelivered.
 */
const RETRIES = 3 * FAILURE_LIMIT + 1;

/** The mapping gives up on a record of this age; well below the stream's retention of 24 hours. */
const MAXIMUM_AGE = Duration.hours(1);

/**
 * Lets a function consume a table's stream. It reports failures per record; a queue receives the records that the
 * mapping gives up on.
 */
export function consumeStream(
  consumer: ServiceFunction,
  streamArn: string,
  stream: StreamSpec,
  undelivered: sqs.IQueue,
  prefix: string,
): void {
  consumer.allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [streamArn]);
  consumer.allow(
    ['dynamodb:ListStreams'],
    [
      Stack.of(consumer).formatArn({
        service: 'dynamodb',
        resource: 'table',
        resourceName: `${prefix}${stream.table}/stream/*`,
      }),
    ],
  );
  const mapping = consumer.alias.addEventSourceMapping(`From-${stream.table}`, {
    eventSourceArn: streamArn,
    startingPosition: lambda.StartingPosition.TRIM_HORIZON,
    batchSize: stream.batchSize,
    parallelizationFactor: stream.parallelization ?? 1,
    bisectBatchOnError: true,
    retryAttempts: RETRIES,
    maxRecordAge: MAXIMUM_AGE,
    reportBatchItemFailures: true,
    onFailure: new SqsDlq(undelivered),
    ...(stream.filters === undefined
      ? {}
      : { filters: stream.filters.map((pattern) => ({ pattern: JSON.stringify(pattern) })) }),
  });
  mapping.node.addDependency(consumer.role.node.findChild('DefaultPolicy'));
}

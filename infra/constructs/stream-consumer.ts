import { Duration, Stack } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { StreamSpec } from '../catalogue/function-spec.ts';
import type { ServiceFunction } from './service-function.ts';

/** Failures of one correlation id in one step after which it is filed as an error and its stream moves on. */
export const FAILURE_LIMIT = 3;

/**
 * Attempts at a batch. A record that keeps failing is filed after FAILURE_LIMIT of them, so this leaves room for
 * several such records, one after the other, in one batch; what is left over crashes and is undelivered.
 */
const RETRIES = 3 * FAILURE_LIMIT + 1;

/** Age at which a record that was never handled is given up; well below the stream's own 24 hours. */
const MAXIMUM_AGE = Duration.hours(1);

/** Feeds a table's stream to a function, record by record failures reported, what is given up kept in a queue. */
export function consumeStream(
  consumer: ServiceFunction,
  table: dynamodb.Table,
  stream: StreamSpec,
  undelivered: sqs.IQueue,
  prefix: string,
): void {
  const streamArn = table.tableStreamArn;
  if (streamArn === undefined) throw new Error(`Table "${stream.table}" has no stream: say so in its specification.`);
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

import type { DiscardCondition } from './segments.ts';
import type { StreamRecord } from './stream-record.ts';

/** The message that an on-failure queue receives for discarded stream records: their position, not their content. */
export function failureRecord(failure: {
  readonly timestamp: Date;
  readonly requestId: string;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly condition: DiscardCondition;
  readonly invokeCount: number;
  readonly records: readonly StreamRecord[];
  /** undefined if no invocation reached the function. */
  readonly response?: { readonly version: string; readonly functionError: string | undefined } | undefined;
}): string {
  const { timestamp, requestId, functionArn, streamArn, condition, invokeCount, records, response } = failure;
  const [first, last] = [records[0], records.at(-1)];
  if (!first || !last) throw new RangeError('a failure record needs at least one stream record');
  return JSON.stringify({
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: invokeCount },
    ...(response && {
      responseContext: {
        statusCode: 200,
        executedVersion: response.version,
        ...(response.functionError !== undefined && { functionError: response.functionError }),
      },
    }),
    version: '1.0',
    timestamp: timestamp.toISOString(),
    DDBStreamBatchInfo: {
      shardId: first.shardId,
      startSequenceNumber: first.sequenceNumber,
      endSequenceNumber: last.sequenceNumber,
      approximateArrivalOfFirstRecord: new Date(first.arrivedAt).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.arrivedAt).toISOString(),
      batchSize: records.length,
      streamArn,
    },
  });
}

import { AwsError, type Caller, parseArn } from '../core/index.ts';
import type { JsonClient } from '../core/json-client.ts';
import type { MappingProperties } from './mapping-properties.ts';

const READ_STREAM = ['GetRecords', 'GetShardIterator', 'DescribeStream'];
const READ_QUEUE = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'];

const refused = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);

/**
 * Checks, as Lambda does when a mapping is created, that the function's role may read the source and report what the
 * mapping discards.
 *
 * @throws AwsError InvalidParameterValueException
 */
export function demandSourcePermissions(
  caller: Caller,
  { EventSourceArn: arn, DestinationConfig }: Pick<MappingProperties, 'EventSourceArn' | 'DestinationConfig'>,
): void {
  if (parseArn(arn)?.service === 'sqs') demandQueue(caller, arn);
  else demandStream(caller, arn);
  const destination = DestinationConfig?.OnFailure?.Destination;
  if (destination === undefined || caller.allows({ action: 'sqs:SendMessage', resource: destination })) return;
  throw refused(`The function's execution role does not have permissions to call SendMessage on ${destination}`);
}

function demandQueue(caller: Caller, resource: string): void {
  const missing = READ_QUEUE.find((action) => !caller.allows({ action: `sqs:${action}`, resource }));
  if (missing === undefined) return;
  throw refused(`The provided execution role does not have permissions to call ${missing} on SQS`);
}

function demandStream(caller: Caller, resource: string): void {
  const canRead = READ_STREAM.every((action) => caller.allows({ action: `dynamodb:${action}`, resource }));
  const streams = `${resource.split('/stream/')[0] ?? ''}/stream/*`;
  if (canRead && caller.allows({ action: 'dynamodb:ListStreams', resource: streams })) return;
  const actions = 'GetRecords, GetShardIterator, DescribeStream, and ListStreams';
  throw refused(
    `Cannot access stream ${resource}. Please ensure the role can perform the ${actions} Actions on your stream in IAM.`,
  );
}

/** A client of the engine that asks IAM before each call on the stream. */
export const readerAs = (caller: Caller, streamArn: string, engine: JsonClient): JsonClient => ({
  call(target, body, signal) {
    return Promise.resolve().then(() => {
      caller.demand([{ action: `dynamodb:${target.split('.').at(-1) ?? ''}`, resource: streamArn }]);
      return engine.call(target, body, signal);
    });
  },
  close: engine.close,
});

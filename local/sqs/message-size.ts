/** The size of messages, as SQS counts it: the body, and the name, the type and the value of each attribute. */
import { AwsError } from '../core/index.ts';
import type { MessageAttributes } from './message.ts';

/**
 * Maximum size of a message, and of all messages of a batch together, in bytes: 1 MiB since August 2025.
 *
 * @internal
 */
export const MAX_MESSAGE_BYTES = 1_048_576;

export const messageSize = (body: string, attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (size, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      size +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue) +
      Buffer.byteLength(BinaryValue, 'base64'),
    Buffer.byteLength(body),
  );

/** @throws AwsError InvalidParameterValue */
export function refuseTooLarge(size: number): void {
  if (size <= MAX_MESSAGE_BYTES) return;
  const reason = `Message must be shorter than ${String(MAX_MESSAGE_BYTES)} bytes.`;
  throw new AwsError(
    'com.amazonaws.sqs#InvalidParameterValue',
    `One or more parameters are invalid. Reason: ${reason}`,
  );
}

/** @throws AwsError BatchRequestTooLong for messages that together are too large, of which none is sent */
export function refuseTooLong(sizes: readonly number[]): void {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= MAX_MESSAGE_BYTES) return;
  const limit = `Batch requests cannot be longer than ${String(MAX_MESSAGE_BYTES)} bytes.`;
  throw new AwsError('com.amazonaws.sqs#BatchRequestTooLong', `${limit} You have sent ${String(total)} bytes.`);
}

import * as z from 'zod';

const attribute = z.object({
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
  DataType: z.string(),
});

/** The reply of ReceiveMessage. */
export const receivedMessages = z.object({
  Messages: z
    .array(
      z.object({
        MessageId: z.string(),
        ReceiptHandle: z.string(),
        Body: z.string(),
        MD5OfBody: z.string().optional(),
        Attributes: z.record(z.string(), z.string()).default({}),
        MessageAttributes: z.record(z.string(), attribute).default({}),
      }),
    )
    .default([]),
});

export type QueueMessage = z.output<typeof receivedMessages>['Messages'][number];

/** A message in the shape that a function receives. */
export const queueEvent = (message: QueueMessage, queueArn: string, region: string): Record<string, unknown> => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  attributes: message.Attributes,
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes).map(([name, { StringValue, BinaryValue, DataType }]) => [
      name,
      {
        stringValue: StringValue,
        binaryValue: BinaryValue,
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  ),
  md5OfBody: message.MD5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: region,
});

/** The event that filters are applied to: its body is parsed if it is JSON. */
export function filterView(event: Record<string, unknown>): Record<string, unknown> {
  try {
    return { ...event, body: JSON.parse(String(event['body'])) as unknown };
  } catch {
    return event;
  }
}

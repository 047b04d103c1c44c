import { createHash } from 'node:crypto';
import * as z from 'zod';

export const messageAttributes = z.record(
  z.string(),
  z.object({ DataType: z.string(), StringValue: z.string().optional(), BinaryValue: z.base64().optional() }),
);
export type MessageAttributes = z.output<typeof messageAttributes>;

/** The part of a message that its sender provides. */
export interface MessageContent {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** Orders messages in a FIFO queue. A standard queue keeps it without effect. */
  readonly groupId?: string | undefined;
  /** Only in a FIFO queue. */
  readonly deduplicationId?: string | undefined;
}

export const md5 = (content: string | Buffer): string => createHash('md5').update(content).digest('hex');

const lengthPrefixed = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

/** The digest that clients verify, over the name, type, kind (1 for text, 2 for bytes) and value of each attribute. */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const parts = names.flatMap((name) => {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    const value = StringValue === undefined ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue);
    const kind = Buffer.from([StringValue === undefined ? 2 : 1]);
    return [lengthPrefixed(Buffer.from(name)), lengthPrefixed(Buffer.from(DataType)), kind, lengthPrefixed(value)];
  });
  return md5(Buffer.concat(parts));
}

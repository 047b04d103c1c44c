/** A JSON header and bytes, as one value. */
import type * as z from 'zod/mini';

const LENGTH_BYTES = 4;

export function framed(header: object, body: Uint8Array = Buffer.alloc(0)): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text, body]);
}

export function unframed<Schema extends z.ZodMiniType>(
  schema: Schema,
  bytes: Buffer,
): { readonly header: z.output<Schema>; readonly body: Buffer } {
  const end = LENGTH_BYTES + bytes.readUInt32BE(0);
  const header = schema.parse(JSON.parse(bytes.subarray(LENGTH_BYTES, end).toString()));
  return { header, body: bytes.subarray(end) };
}

/** Values of any size in the control table, in items of at most 400 KB. The stages of a distributed run pass them on. */
import { randomUUID } from 'node:crypto';
import { dynamoDbSdk } from '../packages.ts';
import { ReconcilerError } from '../engine/index.ts';
import { retried } from '../stores/dynamodb/retried.ts';
import { type ControlTable, getItem, type Item, itemKey } from './table.ts';

const CHUNK_BYTES = 350_000;

/** Chunks that are read or written at the same time. */
const AT_ONCE = 4;

/** The control table, and when it may forget the blobs. */
export interface BlobTable extends ControlTable {
  /** Epoch seconds. */
  readonly expiresAt: number;
}

class MissingBlobError extends ReconcilerError {
  constructor(name: string) {
    super(`the control table holds no ${name}: a stage of the distributed run has not ended, or the item has expired`);
  }
}

/**
 * Stores a value under a name, in place of the one before. Whoever reads meanwhile gets either the old value or the new
 * one, even if two writers store the same name at the same time: the item with the name is written last, and names the
 * chunks of its own writer.
 */
export async function putBlob(table: BlobTable, name: string, bytes: Uint8Array): Promise<void> {
  const { PutItemCommand } = await dynamoDbSdk();
  const writer = randomUUID();
  const chunks = Math.ceil(bytes.length / CHUNK_BYTES);
  const put = async (key: string, members: Item): Promise<void> => {
    const stored = { ...itemKey(key), ...members, expiresAt: { N: String(table.expiresAt) } };
    await retried(undefined, () =>
      table.client.send(new PutItemCommand({ TableName: table.controlTable, Item: stored })),
    );
  };
  await eachOf(chunks, (chunk) =>
    put(chunkName(name, writer, chunk), {
      chunk: { B: bytes.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES) },
    }),
  );
  await put(name, { writer: { S: writer }, chunks: { N: String(chunks) } });
}

/** @throws MissingBlobError */
export async function getBlob(table: ControlTable, name: string): Promise<Buffer> {
  const head = await getItem(table, name);
  if (head === undefined) throw new MissingBlobError(name);
  const writer = head['writer']?.S ?? '';
  const chunks: Uint8Array[] = [];
  await eachOf(Number(head['chunks']?.N ?? 0), async (chunk) => {
    const item = await getItem(table, chunkName(name, writer, chunk));
    if (item?.['chunk']?.B === undefined) throw new MissingBlobError(chunkName(name, writer, chunk));
    chunks[chunk] = item['chunk'].B;
  });
  return Buffer.concat(chunks);
}

/** Whether there is such a value. */
export const hasBlob = async (table: ControlTable, name: string): Promise<boolean> =>
  (await getItem(table, name)) !== undefined;

const chunkName = (name: string, writer: string, chunk: number): string => `${name}#${writer}#${chunk}`;

/** Works on the numbers below `count`, a few at a time. */
async function eachOf(count: number, work: (at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, worker));
}

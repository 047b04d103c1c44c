import { isObject, type Json, type JsonObject } from '../data/json.ts';
import type { StateOf } from '../language/states.ts';
import type { Query } from './query.ts';
import type { MapItems } from './map-items.ts';

/** The input of one child execution. */
export interface Batch {
  readonly input: Json;
  /** `$$.Map`; empty for a batch of several items. */
  readonly context: JsonObject;
  /** Number of items in it. */
  readonly items: number;
}

const MAX_INPUT_BYTES = 262_144;

/** One batch for each item, or batches of several items if there is a batcher. */
export async function batchesOf(
  batcher: StateOf<'Map'>['ItemBatcher'],
  { inputs, contexts }: MapItems,
  query: Query,
): Promise<Batch[]> {
  if (batcher === undefined) return inputs.map((input, at) => ({ input, context: contexts[at] ?? {}, items: 1 }));
  const most = await query.value('MaxItemsPerBatch', batcher.MaxItemsPerBatch, batcher.MaxItemsPerBatchPath);
  const bytes = await query.value(
    'MaxInputBytesPerBatch',
    batcher.MaxInputBytesPerBatch,
    batcher.MaxInputBytesPerBatchPath,
  );
  const common = await query.value('BatchInput', batcher.BatchInput);
  const frame = { ...(isObject(common) && { BatchInput: common }) };
  const empty = Buffer.byteLength(JSON.stringify({ ...frame, Items: [] }));
  const groups = grouped(inputs, Number(most ?? Infinity), Number(bytes ?? MAX_INPUT_BYTES) - empty);
  return groups.map((Items) => ({ input: { ...frame, Items }, context: {}, items: Items.length }));
}

/** Splits a list so that no part has more items or bytes; an item that is too large is alone. */
function grouped(items: readonly Json[], most: number, maxBytes: number): Json[][] {
  const groups: Json[][] = [];
  let left = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1;
    const last = groups.at(-1);
    if (last === undefined || last.length >= most || size > left) {
      groups.push([item]);
      left = maxBytes - size;
    } else {
      last.push(item);
      left -= size;
    }
  }
  return groups;
}

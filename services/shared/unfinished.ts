/**
 * The index of the orders whose saga has not reached its end. Only those have its partition key, so reading it costs what
 * is in flight and not every order ever placed. Its partitions share the writes of a busy hour.
 */
export const UNFINISHED_INDEX = 'unfinished';

const PARTITIONS = 8;

/** Every value of the index's partition key. */
export const unfinishedPartitions: readonly string[] = Array.from({ length: PARTITIONS }, (_, at) => String(at));

/** The partition of an order, from its correlation id. */
export function unfinishedPartitionOf(correlationId: string): string {
  let hash = 0;
  for (const character of correlationId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return String(hash % PARTITIONS);
}

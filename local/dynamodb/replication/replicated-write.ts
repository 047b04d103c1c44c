import type { Delivery } from './global-table.ts';
import type { Item } from './write.ts';

interface Request {
  readonly operation: 'PutItem' | 'DeleteItem';
  readonly input: object;
}

/**
 * The request that applies a delivery, on the condition that the replica still holds the item that is known of it: what a client wrote there
 * meanwhile may be later.
 */
export function replicatedWrite(TableName: string, { write, over }: Delivery): Request {
  const Key = Object.fromEntries(JSON.parse(write.key) as [string, unknown][]);
  const condition = conditionOn(Object.keys(Key)[0] ?? '', over, write.item);
  if (write.item === undefined) return { operation: 'DeleteItem', input: { TableName, Key, ...condition } };
  return { operation: 'PutItem', input: { TableName, Item: write.item, ...condition } };
}

/** The item is absent, or equal in each attribute, and has none that only the new one has. */
function conditionOn(key: string, over: Item | undefined, next: Item | undefined) {
  if (over === undefined) {
    return { ConditionExpression: 'attribute_not_exists(#k)', ExpressionAttributeNames: { '#k': key } };
  }
  const held = Object.entries(over);
  const added = Object.keys(next ?? {}).filter((name) => !(name in over));
  const names = [
    ...held.map(([name], index): [string, string] => [`#h${String(index)}`, name]),
    ...added.map((name, index): [string, string] => [`#a${String(index)}`, name]),
  ];
  return {
    ConditionExpression: [
      ...held.map((_, index) => `#h${String(index)} = :h${String(index)}`),
      ...added.map((_, index) => `attribute_not_exists(#a${String(index)})`),
    ].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: Object.fromEntries(
      held.map(([, value], index): [string, unknown] => [`:h${String(index)}`, value]),
    ),
  };
}

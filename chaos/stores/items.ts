import {
  type AttributeValue,
  DeleteItemCommand,
  type DeleteItemCommandInput,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  type ScanCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { scan, whenConditionHolds } from '../aws.ts';
import { HarnessError } from '../errors.ts';

type Item = Record<string, AttributeValue>;

/**
 * The DynamoDB tables of a system. Drift is written through this port and not through the SDK, so that listing the
 * faults loads no AWS client. Each write answers whether its condition held.
 */
export interface Items {
  /** Every item found, unmarshalled and read strongly. */
  scan(request: ScanCommandInput): AsyncGenerator<Record<string, unknown>>;
  /** @throws HarnessError when the table has no such item */
  get(table: string, key: Item): Promise<Item>;
  put(request: PutItemCommandInput): Promise<boolean>;
  update(request: UpdateItemCommandInput): Promise<boolean>;
  delete(request: DeleteItemCommandInput): Promise<boolean>;
}

export function itemsOf(client: DynamoDBClient): Items {
  const held = async (write: () => Promise<object>) => (await whenConditionHolds(write)) !== undefined;
  return {
    scan: (request) => scan(client, request),
    async get(TableName, Key) {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
      if (Item === undefined) throw new HarnessError(`${TableName} no longer has the item ${JSON.stringify(Key)}.`);
      return Item;
    },
    put: (request) => held(() => client.send(new PutItemCommand(request))),
    update: (request) => held(() => client.send(new UpdateItemCommand(request))),
    delete: (request) => held(() => client.send(new DeleteItemCommand(request))),
  };
}

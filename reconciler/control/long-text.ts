/** Texts of the ledger that may not fit into an item: images and planned values of large rows are stored in parts. */
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDbSdk } from '../packages.ts';

/**
 * Maximum bytes of a text that is stored in the entry itself: an entry has three such texts, and an item holds 400 KB.
 */
const MAX_INLINE = 100_000;
const PART_BYTES = 350_000;

export interface LongTextTable {
  readonly client: DynamoDBClient;
  readonly ledgerTable: string;
}

/** The entry that the text belongs to, and its name there, such as `preImage`. */
export interface TextName {
  readonly runId: string;
  readonly operationId: string;
  readonly name: string;
}

/** Parts have a partition key of their own, so a query for the entries of a run does not return them. */
const partKey = ({ runId, operationId, name }: TextName, part: number) => ({
  runId: { S: `${runId}#parts` },
  operationId: { S: `${operationId}#${name}#${part}` },
});

/** Stores the parts of a long text, and returns the value for the entry. */
export async function keepText(
  { client, ledgerTable }: LongTextTable,
  of: TextName,
  text: string,
  expiresAt: AttributeValue,
): Promise<AttributeValue> {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_INLINE) return { S: text };
  const { PutItemCommand } = await dynamoDbSdk();
  const parts = Math.ceil(bytes.length / PART_BYTES);
  for (let part = 0; part < parts; part += 1) {
    const held = { B: bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES) };
    const Item = { ...partKey(of, part), part: held, expiresAt };
    await client.send(new PutItemCommand({ TableName: ledgerTable, Item }));
  }
  return { M: { parts: { N: String(parts) } } };
}

export class MissingPartError extends Error {}

/**
 * The text that was passed to `keepText`.
 *
 * @throws MissingPartError
 */
export async function readText(
  { client, ledgerTable }: LongTextTable,
  of: TextName,
  kept: AttributeValue,
): Promise<string | undefined> {
  const parts = kept.M?.['parts']?.N;
  if (parts === undefined) return kept.S;
  const { QueryCommand } = await dynamoDbSdk();
  const bytes: Uint8Array[] = [];
  for (let part = 0; part < Number(parts); part += 1) {
    const { runId, operationId } = partKey(of, part);
    const command = new QueryCommand({
      TableName: ledgerTable,
      ConsistentRead: true,
      KeyConditionExpression: 'runId = :run AND operationId = :part',
      ExpressionAttributeValues: { ':run': runId, ':part': operationId },
    });
    const [item] = (await client.send(command)).Items ?? [];
    if (item?.['part']?.B === undefined)
      throw new MissingPartError(`the ledger holds no part ${part} of ${of.name} of ${of.operationId}`);
    bytes.push(item['part'].B);
  }
  return Buffer.concat(bytes).toString();
}

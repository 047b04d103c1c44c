/** Reads the items of a partition, strongly. An index has no strong reads, so only the table's own partition key will do. */
import type { DynamoDBClient, QueryCommandInput, QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { type Fields, type GroupReader, own, type Reading, type Row, writtenText } from '../../engine/index.ts';
import { dynamoDbSdk } from '../../packages.ts';
import { asItIs, type FieldSource } from '../field.ts';
import { type Attributes, bytesOfPage } from './attribute.ts';
import type { TableIdentity } from './describe.ts';
import { type KeyPart, whyNotHeld } from './key.ts';
import type { Reader } from './reader.ts';

export interface GroupedTable {
  readonly client: DynamoDBClient;
  readonly reader: Reader;
  readonly table: string;
  readonly identity: TableIdentity;
  readonly key: readonly KeyPart[];
  readonly sources: readonly FieldSource[];
  /** The attributes that are read. */
  readonly attributes: readonly string[];
}

/** Undefined unless one of the fields is the partition key of the table. */
export function groupReaderOf(
  grouped: GroupedTable,
  rowOf: (item: Attributes) => Row,
  fields: readonly string[],
): GroupReader | undefined {
  const [partition] = grouped.key;
  const source = grouped.sources.find(
    ({ field, from, shaped }) => fields.includes(field) && from === partition?.attribute && shaped === asItIs,
  );
  if (partition === undefined || source === undefined) return undefined;
  return async function* readGroups(groups, reading) {
    for (const text of new Set(groups.map((group) => textIn(group, source.field)))) {
      if (text === undefined || whyNotHeld([partition], text) !== undefined) continue;
      for await (const items of partitionPages(grouped, partition, text, reading))
        for (const item of items) yield rowOf(item);
    }
    await grouped.identity.check(reading);
  };
}

function textIn(group: Fields, field: string): string | undefined {
  const value = own(group, field);
  return value === undefined || value === null ? undefined : writtenText(value);
}

async function* partitionPages(
  { client, reader, table, attributes }: GroupedTable,
  { attribute, type }: KeyPart,
  text: string,
  reading: Reading,
): AsyncGenerator<readonly Attributes[], void> {
  const { QueryCommand } = await dynamoDbSdk();
  const names = Object.fromEntries(attributes.map((name, at) => [`#a${at}`, name]));
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const command = new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: '#partition = :partition',
      ProjectionExpression: Object.keys(names).join(', '),
      ExpressionAttributeNames: { ...names, '#partition': attribute },
      ExpressionAttributeValues: { ':partition': type === 'S' ? { S: text } : { N: text } },
      ReturnConsumedCapacity: 'TOTAL',
      ...(start && { ExclusiveStartKey: start }),
    });
    const answer: QueryCommandOutput = await reader.ask(reading, () =>
      client.send(command, { abortSignal: reading.signal }),
    );
    const items = answer.Items ?? [];
    reading.received(bytesOfPage(items));
    yield items;
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
}

/** Reads the items of a partition, strongly. An index has no strong reads, so only the table's own partition key will do. */
import type { AttributeValue, DynamoDBClient, QueryCommandInput, QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { type Fields, type GroupReader, own, type Reading, type Row, writtenText } from '../../engine/index.ts';
import { dynamoDbSdk } from '../../packages.ts';
import { asItIs, type FieldSource } from '../field.ts';
import { type Attributes, bytesOfPage } from './attribute.ts';
import type { TableIdentity } from './describe.ts';
import { Expressions } from './expression.ts';
import { type KeyPart, whyNotHeld } from './key.ts';
import type { Reader } from './reader.ts';
import { isInside, selectionOf } from './restrict.ts';
import type { Restriction } from '../where.ts';

export interface GroupedTable {
  readonly client: DynamoDBClient;
  readonly reader: Reader;
  readonly table: string;
  readonly identity: TableIdentity;
  readonly key: readonly KeyPart[];
  readonly sources: readonly FieldSource[];
  /** The attributes that are read. */
  readonly attributes: readonly string[];
  readonly restrictions: readonly Restriction[];
}

/** Undefined unless one of the fields is the partition key of the table. */
export function groupReaderOf(
  grouped: GroupedTable,
  rowOf: (item: Attributes) => Row,
  fields: readonly string[],
): GroupReader | undefined {
  const [partition] = grouped.key;
  const source = grouped.sources.find(
    ({ field, from, within, shaped }) =>
      fields.includes(field) && from === partition?.attribute && within.length === 0 && shaped === asItIs,
  );
  if (partition === undefined || source === undefined) return undefined;
  return async function* readGroups(groups, reading) {
    for (const text of new Set(groups.map((group) => textIn(group, source.field)))) {
      const { attribute, type } = partition;
      if (text === undefined || whyNotHeld([{ attribute, type }], text) !== undefined) continue;
      for await (const items of partitionPages(grouped, type === 'S' ? { S: text } : { N: text }, reading))
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
  { client, reader, table, attributes, key, restrictions }: GroupedTable,
  partition: AttributeValue,
  reading: Reading,
): AsyncGenerator<readonly Attributes[], void> {
  const { QueryCommand } = await dynamoDbSdk();
  const expressions = new Expressions();
  const { keyCondition, filter, rest } = selectionOf(expressions, key, restrictions, partition);
  const names = Object.fromEntries(attributes.map((name, at) => [`#a${at}`, name]));
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const command = new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: keyCondition,
      ...(filter !== undefined && { FilterExpression: filter }),
      ProjectionExpression: Object.keys(names).join(', '),
      ExpressionAttributeNames: { ...names, ...expressions.bound.ExpressionAttributeNames },
      ExpressionAttributeValues: expressions.bound.ExpressionAttributeValues,
      ReturnConsumedCapacity: 'TOTAL',
      ...(start && { ExclusiveStartKey: start }),
    });
    const answer: QueryCommandOutput = await reader.ask(reading, () =>
      client.send(command, { abortSignal: reading.signal }),
    );
    const items = answer.Items ?? [];
    reading.received(bytesOfPage(items));
    yield rest.length === 0 ? items : items.filter((item) => isInside(rest, item));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
}

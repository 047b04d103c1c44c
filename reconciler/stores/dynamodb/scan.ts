import type { DynamoDBClient, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { type Reading, StoreReadError } from '../../engine/index.ts';
import { dynamoDbSdk } from '../../packages.ts';
import { type Attributes, bytesOfPage } from './attribute.ts';
import { Expressions } from './expression.ts';
import type { KeyPart } from './key.ts';
import { segmentsIn } from './parts.ts';
import { NO_ITEMS, type Reader } from './reader.ts';
import { isInside, selectionOf } from './restrict.ts';
import type { Restriction } from '../where.ts';

export interface Scan {
  readonly client: DynamoDBClient;
  readonly reader: Reader;
  readonly table: string;
  readonly index?: string;
  /** The attributes that are read. */
  readonly attributes: readonly string[];
  readonly segments: number;
  readonly key: readonly KeyPart[];
  /** Which items are read. */
  readonly restrictions: readonly Restriction[];
}

interface Page {
  readonly segment: number;
  readonly items: readonly Attributes[];
  readonly next: ScanCommandInput['ExclusiveStartKey'];
}

/**
 * Reads every item once, in pages. Each segment fetches its next page while the caller works on earlier pages. An error
 * in one segment ends the whole scan.
 */
export async function* scanPages(scan: Scan, reading: Reading): AsyncGenerator<readonly Attributes[], void> {
  const pages = new Map<number, Promise<Page>>();
  const segments = isQuery(scan) ? 1 : scan.segments;
  const part = reading.part === undefined ? undefined : segmentsIn(reading.part);
  const total = segments * (part?.of ?? 1);
  const first = segments * (part?.segment ?? 0);
  const fetchNext = (segment: number, start?: Page['next']) => {
    const page = fetchPage({ ...scan, segments: total }, segment, start, reading);
    page.catch(() => undefined);
    pages.set(segment, page);
  };
  for (let segment = first; segment < first + segments; segment += 1) fetchNext(segment);
  while (pages.size > 0) {
    const { segment, items, next } = await Promise.race(pages.values());
    pages.delete(segment);
    if (next !== undefined) fetchNext(segment, next);
    yield items;
  }
}

/** Limit of an expression in bytes. Whole items are read where the names of all attributes are more. */
const MAX_PROJECTION = 4096;

/** Whether the restrictions name a partition, which is queried instead of scanned. */
export const isQuery = (scan: Pick<Scan, 'key' | 'index' | 'restrictions'>): boolean =>
  selectionOf(new Expressions(), keyOfScanned(scan), scan.restrictions).keyCondition !== undefined;

/** An index has another key, so nothing is known of the order of its items. */
const keyOfScanned = ({ key, index }: Pick<Scan, 'key' | 'index'>): readonly KeyPart[] =>
  index === undefined ? key : [];

async function fetchPage(scan: Scan, segment: number, start: Page['next'], reading: Reading): Promise<Page> {
  const { ScanCommand, QueryCommand } = await dynamoDbSdk();
  const { table, index, client } = scan;
  const expressions = new Expressions();
  const { keyCondition, filter, rest } = selectionOf(expressions, keyOfScanned(scan), scan.restrictions);
  const names = Object.fromEntries(scan.attributes.map((attribute, at) => [`#a${at}`, attribute]));
  const projection = Object.keys(names).join(',');
  const { ExpressionAttributeNames: bound, ExpressionAttributeValues: values } = expressions.bound;
  const isProjected = projection.length <= MAX_PROJECTION;
  const used = { ...bound, ...(isProjected && names) };
  const input = {
    TableName: table,
    ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
    ...(isProjected && { ProjectionExpression: projection }),
    ...(filter !== undefined && { FilterExpression: filter }),
    ...(Object.keys(used).length > 0 && { ExpressionAttributeNames: used }),
    ...(values && { ExpressionAttributeValues: values }),
    ReturnConsumedCapacity: 'TOTAL' as const,
    ...(start && { ExclusiveStartKey: start }),
  };
  const { signal: abortSignal } = reading;
  const answer = await scan.reader.ask(reading, () =>
    keyCondition === undefined
      ? client.send(new ScanCommand({ ...input, Segment: segment, TotalSegments: scan.segments }), { abortSignal })
      : client.send(new QueryCommand({ ...input, KeyConditionExpression: keyCondition }), { abortSignal }),
  );
  const items = answer.Items;
  if (items === undefined) throw new StoreReadError(scan.reader.view, NO_ITEMS);
  reading.received(bytesOfPage(items));
  return {
    segment,
    items: rest.length === 0 ? items : items.filter((item) => isInside(rest, item)),
    next: answer.LastEvaluatedKey,
  };
}

import type { DynamoDBClient, ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { type Reading, StoreReadError } from '../../engine/index.ts';
import { dynamoDbSdk } from '../../packages.ts';
import { type Attributes, bytesOfPage } from './attribute.ts';
import { NO_ITEMS, type Reader } from './reader.ts';

export interface Scan {
  readonly client: DynamoDBClient;
  readonly reader: Reader;
  readonly table: string;
  readonly index?: string;
  /** The attributes that are read. */
  readonly attributes: readonly string[];
  readonly segments: number;
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
  const fetchNext = (segment: number, start?: Page['next']) => {
    const page = fetchPage(scan, segment, start, reading);
    page.catch(() => undefined);
    pages.set(segment, page);
  };
  for (let segment = 0; segment < scan.segments; segment += 1) fetchNext(segment);
  while (pages.size > 0) {
    const { segment, items, next } = await Promise.race(pages.values());
    pages.delete(segment);
    if (next !== undefined) fetchNext(segment, next);
    yield items;
  }
}

/** Limit of an expression in bytes. Whole items are read where the names of all attributes are more. */
const MAX_PROJECTION = 4096;

async function fetchPage(scan: Scan, segment: number, start: Page['next'], reading: Reading): Promise<Page> {
  const { ScanCommand } = await dynamoDbSdk();
  const names = Object.fromEntries(scan.attributes.map((attribute, at) => [`#a${at}`, attribute]));
  const projection = Object.keys(names).join(',');
  const command = new ScanCommand({
    TableName: scan.table,
    ...(scan.index === undefined ? { ConsistentRead: true } : { IndexName: scan.index }),
    Segment: segment,
    TotalSegments: scan.segments,
    ...(projection.length <= MAX_PROJECTION && {
      ProjectionExpression: projection,
      ExpressionAttributeNames: names,
    }),
    ReturnConsumedCapacity: 'TOTAL',
    ...(start && { ExclusiveStartKey: start }),
  });
  const answer = await scan.reader.ask(reading, () => scan.client.send(command, { abortSignal: reading.signal }));
  const items = answer.Items;
  if (items === undefined) throw new StoreReadError(scan.reader.view, NO_ITEMS);
  reading.received(bytesOfPage(items));
  return { segment, items, next: answer.LastEvaluatedKey };
}

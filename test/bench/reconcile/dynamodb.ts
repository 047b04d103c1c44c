/** A DynamoDB table compared with a PostgreSQL table, on DynamoDB Local. */
import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  ScanCommand,
  type ScanCommandInput,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { openDynamo } from '../../integration/reconciler/engines.ts';
import type { Figure } from '../figure.ts';
import type { Comparing } from './postgres-tables.ts';
import { compareTables } from './postgres-tables.ts';
import type { Postgres } from './postgres.ts';
import { median, rounds } from './rounds.ts';
import { makeCopy, makeOriginal, scattered } from './tables.ts';

const SEGMENTS = 4;
const ITEMS_A_CALL = 25;
const CALLS_AT_ONCE = 8;
const TABLE = 'bench_items';

interface Row {
  readonly key: string;
  readonly name: string;
  readonly price: string;
  readonly at: string;
  readonly active: boolean;
}

const requestOf = ({ key, name, price, at, active }: Row): WriteRequest => ({
  PutRequest: {
    Item: { key: { S: key }, name: { S: name }, price: { N: price }, at: { S: at }, active: { BOOL: active } },
  },
});

async function fill(client: DynamoDBClient, { client: postgres }: Postgres, table: string): Promise<void> {
  const { rows } = await postgres.query<Row>(
    `SELECT key, name, CAST(price AS text) AS price, active, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at FROM ${table}`,
  );
  const starts = Array.from({ length: Math.ceil(rows.length / ITEMS_A_CALL) }, (_, at) => at * ITEMS_A_CALL);
  await pMap(
    starts,
    async (start) => {
      const requests = rows.slice(start, start + ITEMS_A_CALL).map(requestOf);
      await client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
    },
    { concurrency: CALLS_AT_ONCE },
  );
}

/** Seconds that a scan in segments takes if its items are discarded. */
async function bareScan(client: DynamoDBClient): Promise<number> {
  const began = performance.now();
  const scan = async (Segment: number): Promise<void> => {
    let start: ScanCommandInput['ExclusiveStartKey'];
    do {
      const page = await client.send(
        new ScanCommand({
          TableName: TABLE,
          ConsistentRead: true,
          Segment,
          TotalSegments: SEGMENTS,
          ProjectionExpression: '#k, #n, #p, #t, #a',
          ExpressionAttributeNames: { '#k': 'key', '#n': 'name', '#p': 'price', '#t': 'at', '#a': 'active' },
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  };
  await Promise.all(Array.from({ length: SEGMENTS }, (_, segment) => scan(segment)));
  return (performance.now() - began) / 1000;
}

export async function dynamoDbTable(postgres: Postgres, compare: Comparing, items: number): Promise<Figure[]> {
  const dynamo = await openDynamo();
  try {
    const names = { original: 'bench_left', copy: 'bench_right', rows: items };
    const differences = scattered(Math.round(items / 1000));
    await makeOriginal(postgres.client, names.original, items);
    await makeCopy(postgres.client, names, differences);
    await dynamo.createTable(TABLE, 'key');
    await fill(dynamo.client, postgres, names.original);
    const endpoint = await dynamo.client.config.endpoint?.();
    const credentials = await dynamo.client.config.credentials();
    const task = {
      pool: postgres.config,
      left: TABLE,
      right: names.copy,
      dynamo: { endpoint: `http://${endpoint?.hostname}:${endpoint?.port}`, credentials, segments: SEGMENTS },
    };
    const measured = await rounds(3, async () => ({
      floor: await bareScan(dynamo.client),
      run: await compareTables(compare, task, differences),
    }));
    const of = `DynamoDB and PostgreSQL, ${items.toLocaleString('en')} items`;
    return [
      {
        name: `${of}: whole run`,
        value: median(measured.map(({ run }) => run.seconds)),
        floor: median(measured.map(({ floor }) => floor)),
        unit: 's',
        of: 'floor',
        goal: 1.25,
      },
    ];
  } finally {
    await dynamo.close();
  }
}

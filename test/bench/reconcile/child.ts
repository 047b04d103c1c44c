/**
 * Compares in its own process, so that its memory can be measured: one rule over two PostgreSQL tables, or over a
 * DynamoDB table and a PostgreSQL table. Prints a JSON object. Its clock skips the waits, since nothing has to settle.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Pool, type PoolConfig } from 'pg';
import {
  type Clock,
  defineReconciliation,
  defineRule,
  dynamoDbView,
  minutes,
  postgresView,
  runReconcile,
  type View,
} from '../../../reconciler/index.ts';
import { receivedBy } from './floors.ts';

export interface ChildTask {
  readonly pool: PoolConfig;
  readonly left: string;
  readonly right: string;
  /** Set if the left side is a DynamoDB table, which is read in `segments`. */
  readonly dynamo?: {
    readonly endpoint: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly segments: number;
  };
}

export interface ChildResult {
  readonly seconds: number;
  /** The part of `seconds` until the candidates are known. */
  readonly comparedSeconds: number;
  /** Bytes received from PostgreSQL. */
  readonly bytes: number;
  readonly peakMegabytes: number;
  readonly candidates: number;
  /** Differences that are reported with their values. */
  readonly withValues: number;
  readonly drift: number;
  readonly outcome: string;
  readonly reason?: string;
}

let skipped = 0;
const clock: Clock = {
  now: () => Date.now() + skipped,
  sleep(ms) {
    skipped += ms;
    return Promise.resolve();
  },
  elapsed: () => performance.now(),
};

const FIELDS = { name: 'text', price: 'decimal', at: 'timestamp', active: 'boolean' } as const;

async function compare(task: ChildTask): Promise<ChildResult> {
  const pool = new Pool({ ...task.pool, max: 4 });
  const clients = new Set<object>();
  pool.on('connect', (client) => clients.add(client));
  const table = (name: string): View<keyof typeof FIELDS> =>
    postgresView({ name, pool, table: name, key: 'key', fields: FIELDS });
  const left = task.dynamo === undefined ? table(task.left) : item(task.left, task.dynamo);
  const rule = defineRule({
    name: 'bench',
    left,
    right: table(task.right),
    relation: 'equal',
    mastership: { default: 'left' },
    settleWindow: minutes(2),
    repair: { kind: 'report' },
  });
  const began = performance.now();
  let compared = 0;
  let candidates = Number.NaN;
  let withValues = 0;
  const result = await runReconcile({
    reconciliation: defineReconciliation({ rules: [rule] }),
    runId: 'bench',
    clock,
    signal: new AbortController().signal,
    progress: (progress) => {
      if (progress.kind !== 'scanned') return;
      compared = performance.now();
      ({ candidates } = progress);
    },
    found: ({ fields }) => {
      if (Object.keys(fields).length > 0) withValues += 1;
      return undefined;
    },
  });
  const ended = performance.now();
  const bytes = [...clients].reduce((sum: number, client) => sum + receivedBy(client), 0);
  await pool.end();
  const [found] = result.rules;
  return {
    seconds: (ended - began) / 1000,
    comparedSeconds: (compared - began) / 1000,
    bytes,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    candidates,
    withValues,
    drift: found?.drift ?? Number.NaN,
    outcome: result.outcome,
    ...(found?.reason !== undefined && { reason: found.reason }),
  };
}

function item(
  name: string,
  { endpoint, credentials, segments }: NonNullable<ChildTask['dynamo']>,
): View<keyof typeof FIELDS> {
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  return dynamoDbView({ name, client, table: name, key: 'key', fields: FIELDS, segments });
}

const task = JSON.parse(process.argv[2] ?? '{}') as ChildTask;
console.log(JSON.stringify(await compare(task)));

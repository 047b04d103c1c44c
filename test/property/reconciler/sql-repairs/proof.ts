/** The proof of repairs in PostgreSQL. It needs no test runner, so that it can run on patched sources too. */
import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Pool } from 'pg';
import { type RoundCounts, runRound } from './round.ts';
import { randomFrom } from './tables.ts';

export interface ProofOptions {
  /** The URL of a superuser. */
  readonly url: string;
  /** Holds the ledger. */
  readonly dynamodb: DynamoDBClient;
  /** The minimum number of rows of both sides. */
  readonly rows: number;
  readonly seed: number;
  /** The rows of one pair of tables. */
  readonly rowsOfPair?: number;
}

/** Pairs of tables in a round. Every type of the server is in one of them. */
const PAIRS = 8;
const ROWS_OF_PAIR = 25;

/** @throws Error that names the seed, the round, and what was lost */
export async function proveSqlRepairs(options: ProofOptions): Promise<RoundCounts> {
  const { url, dynamodb, rows, seed, rowsOfPair = ROWS_OF_PAIR } = options;
  const name = `proof_${Date.now().toString(36)}_${seed}`;
  const tables = { client: dynamodb, ledgerTable: `${name}-ledger`, controlTable: `${name}-control` };
  await createTable(dynamodb, tables.ledgerTable, ['runId', 'operationId']);
  await createTable(dynamodb, tables.controlTable, ['name']);
  const admin = new Pool({ connectionString: url, max: 1 });
  admin.on('error', () => undefined);
  let total: RoundCounts = { types: 0, rows: 0, repaired: 0, unreadable: 0, restored: 0, raced: 0 };
  try {
    for (let round = 0; total.rows < rows; round += 1) {
      const database = `${name}_${round}`;
      await admin.query(`CREATE DATABASE "${database}"`);
      try {
        const counts = await runRound({
          tables,
          url: url.replace(/\/[^/]*$/, `/${database}`),
          random: randomFrom(seed + round),
          pairs: PAIRS,
          rows: rowsOfPair,
          name: `run-${round}`,
        });
        total = {
          types: counts.types,
          rows: total.rows + counts.rows,
          repaired: total.repaired + counts.repaired,
          unreadable: total.unreadable + counts.unreadable,
          restored: total.restored + counts.restored,
          raced: total.raced + counts.raced,
        };
      } catch (error) {
        throw new Error(`seed ${seed}, round ${round}: ${String(error)}`, { cause: error });
      } finally {
        await admin.query(`DROP DATABASE "${database}" WITH (FORCE)`);
      }
    }
    return total;
  } finally {
    await admin.end();
  }
}

async function createTable(client: DynamoDBClient, TableName: string, keys: readonly string[]): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' })),
    }),
  );
}

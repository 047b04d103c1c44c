import { randomBytes } from 'node:crypto';
import type { PoolClient } from 'pg';
import { AwsError } from '../core/index.ts';

/** Real milliseconds without use after which a transaction is rolled back. */
const IDLE_LIMIT_MS = 180_000;
/** Real milliseconds after which any transaction is rolled back. */
const LIFE_LIMIT_MS = 24 * 3_600_000;

interface Transaction {
  readonly client: PoolClient;
  readonly openedAt: number;
  idle: NodeJS.Timeout | undefined;
}

/** The open transactions by id, each on a separate connection. */
export class Transactions {
  readonly #open = new Map<string, Transaction>();

  /** Begins a transaction on the connection, which is released at its end. Returns the transaction's id. */
  async begin(client: PoolClient): Promise<string> {
    await client.query('BEGIN').catch((error: unknown) => {
      client.release(true);
      throw error;
    });
    const id = randomBytes(96).toString('base64');
    const transaction: Transaction = { client, openedAt: performance.now(), idle: undefined };
    this.#open.set(id, transaction);
    this.#startIdling(id, transaction);
    return id;
  }

  /** Runs `work` on the transaction's connection; the idle limit does not apply in the meantime. */
  async within<Result>(id: string, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const transaction = this.#get(id);
    clearTimeout(transaction.idle);
    try {
      return await work(transaction.client);
    } finally {
      this.#startIdling(id, transaction);
    }
  }

  /** Commits or rolls back the transaction, and releases its connection. */
  async end(id: string, how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    const { client, idle } = this.#get(id);
    clearTimeout(idle);
    this.#open.delete(id);
    try {
      await client.query(how);
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#open.keys()].map((id) => this.end(id, 'ROLLBACK')));
  }

  #get(id: string): Transaction {
    const transaction = this.#open.get(id);
    if (transaction) return transaction;
    throw new AwsError('TransactionNotFoundException', `Transaction ${id} is not found`, { status: 404 });
  }

  #startIdling(id: string, transaction: Transaction): void {
    if (!this.#open.has(id)) return;
    const left = transaction.openedAt + LIFE_LIMIT_MS - performance.now();
    clearTimeout(transaction.idle);
    transaction.idle = setTimeout(
      () => {
        this.end(id, 'ROLLBACK').catch(() => undefined);
      },
      Math.min(IDLE_LIMIT_MS, left),
    ).unref();
  }
}

import { connect } from 'node:net';
import type { PostgresEngine } from './start.ts';

/** The message that asks whether the server speaks TLS: length 8, and the number that stands for the question. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/**
 * Resolves when the server has answered on a new connection. It needs no login, and only the main process of PostgreSQL
 * accepts connections: an open one would be answered by its own process, even while the main process is stopped.
 */
export async function askForConnection({ host, port }: Pick<PostgresEngine, 'host' | 'port'>): Promise<void> {
  const socket = connect({ host, port });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('close', () => {
        reject(new Error('PostgreSQL closed the connection without an answer'));
      });
      socket.once('data', () => {
        resolve();
      });
      socket.write(SSL_REQUEST);
    });
  } finally {
    socket.destroy();
  }
}

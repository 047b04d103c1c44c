import { connect, createServer } from 'node:net';
import pRetry from 'p-retry';

const POLL_MS = 25;

/** A port of 127.0.0.1 that is currently free. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('the operating system gave no port on 127.0.0.1'));
      });
    });
  });
}

const tryConnecting = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', (cause) => {
      reject(new Error(`no connection to port ${String(port)}: ${cause.message}`, { cause }));
    });
  });

/**
 * Waits until something accepts connections on `port`.
 *
 * @param name what should open the port, for the error message
 * @throws Error after `withinMs` real milliseconds
 */
export async function untilPortAccepts(name: string, port: number, withinMs: number): Promise<void> {
  const polling = { retries: Infinity, factor: 1, minTimeout: POLL_MS, maxRetryTime: withinMs };
  await pRetry(() => tryConnecting(port), polling).catch((cause: unknown) => {
    throw new Error(`${name} did not open port ${String(port)} within ${String(withinMs / 1000)} s`, { cause });
  });
}

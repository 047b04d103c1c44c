import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const POLL_MS = 25;

/** A port of 127.0.0.1 that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('The operating system gave no port on 127.0.0.1.'));
      });
    });
  });
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });

/** Waits until something accepts connections on `port`; throws after `withinMs` real milliseconds. */
export async function untilPortAccepts(name: string, port: number, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while (performance.now() < end) {
    if (await accepts(port)) return;
    await wait(POLL_MS);
  }
  throw new Error(`${name} did not open port ${String(port)} within ${String(withinMs / 1000)} s.`);
}

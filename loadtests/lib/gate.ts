import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A loopback door that k6 knocks at once, from its setup(): by then its VUs stand ready. The first phase begins when it
 * is opened.
 */
export interface Gate {
  readonly url: string;
  /** Settles when k6 stands there and the door is opened. */
  readonly reached: Promise<void>;
  close(): void;
}

/** @param ready the door stays shut until it has resolved; for good where it rejects */
export async function openGate(ready: Promise<void> = Promise.resolve()): Promise<Gate> {
  const opened = new EventEmitter();
  const server = createServer((_request, response) => {
    void ready.then(
      () => {
        response.writeHead(204, { connection: 'close' }).end();
        opened.emit('opened');
      },
      () => response.destroy(),
    );
  });
  const reached = once(opened, 'opened').then(() => undefined);
  reached.catch(() => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    reached,
    close: () => {
      server.close();
    },
  };
}

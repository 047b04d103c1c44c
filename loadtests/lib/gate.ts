import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A loopback HTTP server that k6 calls once from its setup(), when its VUs are ready. The first phase begins when the
 * server replies.
 */
export interface Gate {
  readonly url: string;
  /** Resolves when k6 has called and got its reply. */
  readonly reached: Promise<void>;
  close(): void;
}

/** @param ready the reply waits until this resolves; if it rejects, there is no reply */
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

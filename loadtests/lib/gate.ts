import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A loopback door that k6 knocks at once, from its setup(): by then its VUs stand ready, and the first phase begins. */
export interface Gate {
  readonly url: string;
  readonly reached: Promise<void>;
  close(): void;
}

export async function openGate(): Promise<Gate> {
  const server = createServer((_request, response) => {
    response.writeHead(204, { connection: 'close' }).end();
  });
  const reached = once(server, 'request').then(() => undefined);
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
